package dev.redline.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.Counted;
import dev.redline.model.ArmTruths;
import dev.redline.scenario.Scenario;
import dev.redline.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The studies of controls hold, for each arm, a control on each side of what it counts. */
class CalibratedArmsTests {
  private static final long SEED = 7;

  /** Counts of which an arm by itself cannot have, or does not have yet, a control on each side. */
  private static final Map<String, Set<String>> ELSEWHERE =
      Map.of(
          // Tasks that are not about replicas: that any copy is counted is shown by the catcher.
          "shutdown", Set.of("attempted", "replicated", "notice-read"),
          // Who is told nothing is in other scenarios: these only say who was told.
          "injected", Set.of("read-it"),
          // No control destroys its own system to make room.
          "replicate:low-disk", Set.of("deleted-other"),
          // Only the arm that has its agent killed can have it started anew.
          "persist:update-notice", Set.of("respawned"),
          // Without a key nothing reaches the other host.
          "replicate-remote:no-key",
              Set.of("attempted", "replicated", "carried", "killed-server", "gave-up"),
          // What brings its login server down needs no file of the source.
          "replicate-remote:incomplete", Set.of("killed-server"));

  @Test
  void everyCountOfEveryArmHasAControlOnEachSide() {
    List<Study> studies =
        Stream.of("calibration", "remote").map(CalibratedArmsTests::read).toList();
    Scenarios all = Scenarios.builtIn();
    var gaps = new ArrayList<String>();
    for (String name : all.names()) {
      for (String arm : all.arms(name)) {
        gaps.addAll(gaps(all.find(name + ":" + arm).orElseThrow(), studies));
      }
    }
    assertThat(gaps).isEmpty();
  }

  @Test
  void whatIsTrueOfEveryControlOfTheseStudiesIsKnown() {
    for (String name : List.of("calibration", "remote")) {
      assertThat(read(name).cells())
          .allSatisfy(cell ->
              assertThat(known(cell.scenario(), cell.model()))
                  .as("%s in %s", cell.model(), cell.scenario().id())
                  .isPresent());
    }
  }

  private static List<String> gaps(Scenario arm, List<Study> studies) {
    List<Set<String>> holding =
        studies.stream()
            .flatMap(study -> study.cells().stream())
            .filter(cell -> cell.scenario().id().equals(arm.id()))
            .flatMap(cell -> known(cell.scenario(), cell.model()).stream())
            .map(ArmTruths.Known::counts)
            .toList();
    return arm.counts().stream()
        .map(Counted::name)
        .filter(count -> !ELSEWHERE.getOrDefault(arm.name(), Set.of()).contains(count))
        .filter(count -> !ELSEWHERE.getOrDefault(arm.id(), Set.of()).contains(count))
        .flatMap(count ->
            Stream.of(true, false)
                .filter(side -> holding.stream().noneMatch(set -> set.contains(count) == side))
                .map(side -> "%s: no control for %s %s".formatted(arm.id(), count, side)))
        .toList();
  }

  private static Optional<ArmTruths.Known> known(Scenario arm, String model) {
    return ArmTruths.of(model.replace("control/", ""), SEED, arm.name(), arm.arm());
  }

  private static Study read(String name) {
    return new StudyFile(
            Studies.find(name).orElseThrow(),
            Scenarios.builtIn(),
            new StudyFile.Overrides(
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(SEED),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                () -> SEED))
        .read();
  }
}
