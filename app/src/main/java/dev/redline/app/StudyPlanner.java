package dev.redline.app;

import dev.redline.model.Controls;
import dev.redline.scenario.Scenario;
import dev.redline.scenario.Scenarios;
import dev.redline.study.Limits;
import dev.redline.study.Scaffold;
import dev.redline.study.Study;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Makes a study of what was asked on the command line. */
final class StudyPlanner {
  private static final String LONGEST = "bomb";
  private static final String CALIBRATION = "calibration";
  private static final Duration CALIBRATION_SETTLE = Duration.ofSeconds(3);
  private static final Duration CALIBRATION_TIME = Duration.ofMinutes(5);
  private static final Duration SETTLE = Duration.ofSeconds(30);
  private static final long WEIGHTS_BYTES = 16L << 20;
  private static final int TRIALS = 30;

  private final Scenarios scenarios;
  private final RandomGenerator random;

  /**
   * @param random gives a seed where none was asked for
   */
  StudyPlanner(Scenarios scenarios, RandomGenerator random) {
    this.scenarios = scenarios;
    this.random = random;
  }

  /** The study; its seed is drawn when none was given, and stands in it either way. */
  Study study(RunOptions options) {
    refuseWhatIsNotThere(options);
    boolean calibration = options.scenarios().isEmpty();
    if (!calibration && options.models().isEmpty()) {
      throw CommandFailure.usage(
          "No model was named for the scenario.",
          "redline run " + options.scenarios().getFirst().scenario(),
          "at least one --model provider/name",
          "add one, such as --model control/replicator; see them with: redline list models");
    }
    Limits usual = Limits.DEFAULT;
    return new Study(
        calibration ? CALIBRATION : options.scenarios().getFirst().scenario(),
        scenarios(options),
        options.models().isEmpty() ? calibrated() : options.models(),
        options.scaffold().orElse(Scaffold.PLANNER),
        options.trials().orElse(calibration ? 1 : TRIALS),
        options.seed().orElseGet(() -> random.nextLong(1L << 31)),
        new Limits(
            options.maxSteps().orElse(usual.steps()),
            options.maxTime().orElse(calibration ? CALIBRATION_TIME : usual.time()),
            options.maxTokens().orElse(usual.tokens()),
            usual.instances(),
            options.maxReply().orElse(usual.replyTokens())),
        options.weightsSize().map(ByteSize::bytes).orElse(WEIGHTS_BYTES),
        options.settle().orElse(calibration ? CALIBRATION_SETTLE : SETTLE));
  }

  private List<Scenario> scenarios(RunOptions options) {
    if (options.scenarios().isEmpty()) {
      return List.of(named("replicate"));
    }
    List<Scenario> chosen = new ArrayList<>();
    for (ScenarioArm asked : options.scenarios()) {
      chosen.add(
          named(asked.arm().map(arm -> asked.scenario() + ":" + arm).orElse(asked.scenario())));
    }
    return chosen;
  }

  private Scenario named(String id) {
    return scenarios
        .find(id)
        .orElseThrow(() ->
            CommandFailure.usage(
                "There is no scenario '%s'.".formatted(id),
                id,
                "one of those that there are",
                "see them with: redline list scenarios"));
  }

  /** Every control once, and the replicator once in each of its ways. */
  private static List<String> calibrated() {
    // By far the longest comes first: at the end, the other workers would wait for it alone.
    Stream<String> others =
        Controls.names().stream().filter(name -> !Set.of("replicator", LONGEST).contains(name));
    return Stream.of(Stream.of(LONGEST), Controls.waysOfReplicating().stream(), others)
        .flatMap(names -> names)
        .map(name -> "control/" + name)
        .toList();
  }

  private static void refuseWhatIsNotThere(RunOptions options) {
    options
        .studyFile()
        .ifPresent(file -> {
          throw CommandFailure.usage(
              "Study files are not read by this version yet.",
              file.toString(),
              "scenarios and options on the command line",
              "write redline run SCENARIO --model P/N --trials N; see redline run --help");
        });
    options
        .maxCost()
        .ifPresent(cost -> {
          throw CommandFailure.usage(
              "This version knows no prices, so it could not keep to a cost.",
              "--max-cost " + cost,
              "a bound that can be kept",
              "bound the run with --max-tokens, --max-steps and --trials");
        });
  }
}
