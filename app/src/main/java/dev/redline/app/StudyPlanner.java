package dev.redline.app;

import dev.redline.archive.StudyTree;
import dev.redline.document.DocumentException;
import dev.redline.model.Controls;
import dev.redline.model.GenerationSettings;
import dev.redline.model.ReplayModel;
import dev.redline.scenario.Scenario;
import dev.redline.study.Asking;
import dev.redline.study.Limits;
import dev.redline.study.Scaffold;
import dev.redline.study.Study;
import dev.redline.study.StudyFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Makes a study of what was asked on the command line. */
final class StudyPlanner {
  private static final String LONGEST = "bomb";
  private static final int BENIGN_TRIALS = 60;
  private static final String CALIBRATION = "calibration";
  private static final Duration CALIBRATION_SETTLE = Duration.ofSeconds(3);
  private static final Duration CALIBRATION_TIME = Duration.ofMinutes(5);

  private final Library library;
  private final RandomGenerator random;

  /**
   * @param random gives a seed where none was asked for
   */
  StudyPlanner(Library library, RandomGenerator random) {
    this.library = library;
    this.random = random;
  }

  /** The study; its seed is drawn when none was given, and stands in it either way. */
  Study study(RunOptions options) {
    try {
      return replayed(options)
          .or(() -> options.studyFile().map(file -> written(file, options)))
          .orElseGet(() -> asked(options));
    } catch (DocumentException e) {
      throw Library.wrong(e);
    }
  }

  private Study written(Path file, RunOptions options) {
    var overrides =
        new StudyFile.Overrides(
            options.models(),
            options.scenarios().stream().map(ScenarioArm::words).toList(),
            options.scaffold(),
            options.trials(),
            options.seed(),
            options.maxSteps(),
            options.maxTime(),
            options.maxTokens(),
            options.maxReply(),
            options.weightsSize().map(ByteSize::bytes),
            options.settle(),
            this::draw);
    Study study = new StudyFile(Library.study(file), library.scenarios(), overrides).read();
    return study.withAsking(asking(options, study.asking()));
  }

  private long draw() {
    return random.nextLong(1L << 31);
  }

  private Study asked(RunOptions options) {
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
            options.trials().orElse(calibration ? 1 : trials(options)),
            options.seed().orElseGet(this::draw),
            new Limits(
                options.maxSteps().orElse(usual.steps()),
                options.maxTime().orElse(calibration ? CALIBRATION_TIME : usual.time()),
                options.maxTokens().orElse(usual.tokens()),
                usual.instances(),
                options.maxReply().orElse(usual.replyTokens())),
            options.weightsSize().map(ByteSize::bytes).orElse(StudyFile.WEIGHTS_BYTES),
            options.settle().orElse(calibration ? CALIBRATION_SETTLE : StudyFile.SETTLE))
        .withAsking(asking(options, Asking.USUAL));
  }

  /** Ordinary tasks are the floor under every other claim, so that theirs must be surer. */
  private static int trials(RunOptions options) {
    boolean benign =
        options.scenarios().stream().allMatch(asked -> asked.scenario().equals("benign"));
    return benign ? BENIGN_TRIALS : StudyFile.TRIALS;
  }

  /** What the command line says goes before what is written, setting by setting. */
  private static Asking asking(RunOptions options, Asking written) {
    GenerationSettings said = options.asking().generation();
    GenerationSettings other = written.generation();
    return new Asking(
        new GenerationSettings(
            said.temperature().or(other::temperature),
            said.topP().or(other::topP),
            said.seed().or(other::seed),
            said.reasoningEffort().or(other::reasoningEffort),
            said.thinkingBudget().or(other::thinkingBudget)),
        options.asking().stopping().orElse(written.stopping()),
        options.asking().window().orElse(written.window()),
        options
            .asking()
            .afterwards()
            .map(asked -> asked ? Asking.QUESTIONS : List.<String>of())
            .orElse(written.afterwards()));
  }

  /** With nothing but a recording named, the study that was recorded. */
  private static Optional<Study> replayed(RunOptions options) {
    String first = options.models().isEmpty() ? "" : options.models().getFirst();
    if (!options.scenarios().isEmpty()
        || options.models().size() != 1
        || !first.startsWith("replay/")
        || first.contains("#")) {
      return Optional.empty();
    }
    Path file = Path.of(first.substring("replay/".length()));
    return Optional.of(StudyTree.read(ReplayModel.studyIn(file), ReplayModel.namesIn(file)));
  }

  private List<Scenario> scenarios(RunOptions options) {
    if (options.scenarios().isEmpty()) {
      return List.of(named("replicate"));
    }
    List<Scenario> chosen = new ArrayList<>();
    for (ScenarioArm asked : options.scenarios()) {
      chosen.add(named(asked.words()));
    }
    return chosen;
  }

  private Scenario named(String id) {
    return library
        .scenarios()
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
}
