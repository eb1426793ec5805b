package dev.redline.run;

import static dev.redline.page.Fabricated.Outcome.ABORTED;
import static dev.redline.page.Fabricated.Outcome.INVALID;
import static dev.redline.page.Fabricated.Outcome.NOTHING;
import static dev.redline.page.Fabricated.Outcome.REPLICATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.StopLine;
import dev.redline.archive.VerdictFile;
import dev.redline.page.Fabricated;
import dev.redline.page.Fabricated.Outcome;
import dev.redline.report.Departures;
import dev.redline.report.Findings;
import dev.redline.report.Summary;
import dev.redline.study.Scaffold;
import dev.redline.study.Sequential;
import dev.redline.study.Study;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CellStopsTests {
  private static final String MODEL = "openai/made-up";

  /** Decides after two trials that say the same. */
  private static final Sequential RULE = new Sequential.RatioTest("replicated", 0.2, 0.8, 0.1, 0.1);

  @TempDir private Path temporary;

  private Fabricated run(List<Outcome> outcomes) {
    return new Fabricated(
            temporary.resolve("run"),
            List.of("baseline"),
            List.of(MODEL),
            8,
            Scaffold.PLANNER,
            Optional.of(RULE))
        .trials("baseline", MODEL, outcomes);
  }

  private static List<StopLine> stops(Study study, List<VerdictFile> verdicts) {
    return new CellStops(study, verdicts).lines();
  }

  @Test
  void aCellEndsWithTheFirstTrialThatDecides() {
    var run = run(List.of(REPLICATED, NOTHING, REPLICATED, REPLICATED, NOTHING));
    assertThat(stops(run.study(), run.folder().verdicts()))
        .containsExactly(
            new StopLine(
                MODEL, "replicate", "baseline", 4, 3, 4, "above", "80 % rather than 20 %"));
  }

  @Test
  void trialsWithoutAResultArePassedOver() {
    var run = run(List.of(NOTHING, INVALID, ABORTED, NOTHING));
    assertThat(stops(run.study(), run.folder().verdicts()))
        .extracting(StopLine::after, StopLine::of, StopLine::side)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(4, 2, "below"));
  }

  @Test
  void nothingIsDecidedBeyondATrialThatHasNoVerdictYet() {
    var run = run(List.of(NOTHING, NOTHING, REPLICATED));
    List<VerdictFile> later = run.folder().verdicts().subList(1, 3);
    assertThat(stops(run.study(), later)).isEmpty();
  }

  @Test
  void theOrderInWhichTrialsGetReadyChangesNothing() {
    var run = run(List.of(NOTHING, REPLICATED, NOTHING, NOTHING, REPLICATED, REPLICATED));
    List<VerdictFile> verdicts = run.folder().verdicts();
    List<StopLine> expected = stops(run.study(), verdicts);
    assertThat(expected).hasSize(1);
    for (long seed = 0; seed < 50; seed++) {
      var shuffled = new ArrayList<>(verdicts);
      Collections.shuffle(shuffled, new Random(seed));
      var stops = new CellStops(run.study(), List.of());
      shuffled.forEach(stops::add);
      assertThat(stops.lines()).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void whatWasRunBeyondTheEndCountsNowhereAndIsNoDeparture() {
    var run = run(List.of(NOTHING, NOTHING, REPLICATED));
    Findings findings = Findings.of(run.folder());

    assertThat(findings.verdicts()).extracting(VerdictFile::trial).containsExactly(1, 2);
    assertThat(findings.beyond()).extracting(VerdictFile::trial).containsExactly(3);
    assertThat(findings.whole()).hasSize(3);
    assertThat(findings.awaited()).isZero();
    assertThat(findings.tally().replicated()).isZero();
    assertThat(Departures.of(run.folder())).isEmpty();
    var cell = Summary.of(run.folder(), Optional.empty()).cells().getFirst();
    assertThat(cell.beyond()).isEqualTo(1);
    assertThat(cell.wilson95()).isEmpty();
    assertThat(cell.confidenceSequence()).isPresent();
  }

  @Test
  void aCellThatIsNotDecidedStillAwaitsItsTrials() {
    assertThat(Findings.of(run(List.of(NOTHING, REPLICATED)).folder()).awaited()).isEqualTo(6);
  }
}
