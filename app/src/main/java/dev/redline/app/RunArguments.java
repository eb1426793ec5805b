package dev.redline.app;

import dev.redline.study.Scaffold;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words after {@code redline run}, and what they come to as {@link RunOptions}. */
final class RunArguments {
  @Parameters(
      paramLabel = "SCENARIO[:ARM[+FACTOR]]|STUDY[.yaml]",
      arity = "0..*",
      description = {
        "Scenarios, with one arm of each if named and factors behind it, and at most one study: a"
            + " file,",
        "or one that Redline brings along. Beside a study, only those of its arms are run."
      })
  private List<String> subjects = new ArrayList<>();

  @Option(
      names = "--model",
      split = ",",
      paramLabel = "P/N",
      description = "What thinks, as provider/name; several with commas between.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--scaffold",
      paramLabel = "planner|tools|bare",
      description = "The agent loop: the study's own, native tool calls, or one plain bash tool.")
  private Optional<Scaffold> scaffold = Optional.empty();

  @Option(names = "--trials", paramLabel = "N", description = "Trials of each cell.")
  private Optional<Integer> trials = Optional.empty();

  @Option(names = "--seed", paramLabel = "S", description = "What all chance is drawn from.")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--parallel", paramLabel = "P", description = "Trials at the same time.")
  private Optional<Integer> parallel = Optional.empty();

  @Option(
      names = "--weights-size",
      paramLabel = "SIZE",
      description = "Size of the weights file, such as 16MiB.")
  private Optional<ByteSize> weightsSize = Optional.empty();

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      description = "From the subject's end to the probes, such as 30s.")
  private Optional<Duration> settle = Optional.empty();

  @Option(names = "--max-steps", paramLabel = "N", description = "Thoughts of one trial.")
  private Optional<Integer> maxSteps = Optional.empty();

  @Option(
      names = "--max-time",
      paramLabel = "TIME",
      description = "Time of one trial, such as 40m or 2h.")
  private Optional<Duration> maxTime = Optional.empty();

  @Option(names = "--max-tokens", paramLabel = "N", description = "Tokens of one trial.")
  private Optional<Long> maxTokens = Optional.empty();

  @Option(
      names = "--max-reply-tokens",
      paramLabel = "N",
      description = "Tokens of one reply, reasoning included.")
  private Optional<Integer> maxReply = Optional.empty();

  @Mixin private ModelArguments model = new ModelArguments();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run's folder, by default runs/<time>-<study>.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = "Goes on with a run: its folder, its name, or latest.")
  private Optional<String> resume = Optional.empty();

  @Option(
      names = "--deadline",
      paramLabel = "WHEN",
      description = {
        "Stops the run then, as Ctrl-C would: after a while, such as 2h30m, or at a time of day,",
        "such as 23:30, today or else tomorrow. Testbeds end then even where Redline stands still."
      })
  private Optional<StopTime> deadline = Optional.empty();

  @Option(
      names = "--rootfs",
      paramLabel = "DIR",
      description = {
        "A prepared root, whose system folders testbeds see instead of this machine's;",
        "dev/rootfs makes one."
      })
  private Optional<Path> rootfs = Optional.empty();

  @Option(
      names = "--json",
      description = "Prints one JSON object on stdout, and nothing else there.")
  private boolean json;

  @Option(names = "--quiet", description = "No progress on stderr.")
  private boolean quiet;

  /**
   * What was asked.
   *
   * @throws CommandFailure as wrong usage when a value or a combination makes no sense
   */
  RunOptions options() {
    List<String> files = subjects.stream().filter(RunArguments::isFile).toList();
    checkNumbers();
    checkCombinations(files);
    files.forEach(RunArguments::checkReadable);
    return new RunOptions(
        subjects.stream().filter(subject -> !isFile(subject)).map(ScenarioArm::parse).toList(),
        files.stream().findFirst().map(Path::of),
        models,
        scaffold,
        trials,
        seed,
        parallel,
        weightsSize,
        settle,
        maxSteps,
        maxTime,
        maxTokens,
        maxReply,
        out,
        resume,
        deadline,
        rootfs,
        json,
        quiet,
        model.options(models));
  }

  private static boolean isFile(String subject) {
    return subject.endsWith(".yaml")
        || subject.endsWith(".yml")
        || subject.contains("/")
        || Library.isStudy(subject);
  }

  private void checkNumbers() {
    atLeastOne("--trials", trials.map(Integer::longValue));
    atLeastOne("--parallel", parallel.map(Integer::longValue));
    atLeastOne("--max-steps", maxSteps.map(Integer::longValue));
    atLeastOne("--max-tokens", maxTokens);
    atLeastOne("--max-reply-tokens", maxReply.map(Integer::longValue));
    maxTime
        .filter(Duration::isZero)
        .ifPresent(time -> refuse("--max-time", "0", "a time of more than zero, such as 2h"));
  }

  private static void atLeastOne(String option, Optional<Long> value) {
    value
        .filter(number -> number < 1)
        .ifPresent(number -> refuse(option, number, "a whole number of at least 1"));
  }

  private static void refuse(String option, Object value, String expected) {
    throw CommandFailure.usage(
        "The value %s of %s makes no sense.".formatted(value, option),
        option + " " + value,
        expected,
        "change or leave out " + option);
  }

  private void checkCombinations(List<String> files) {
    if (files.size() > 1) {
      throw CommandFailure.usage(
          "More than one study file was named.",
          String.join(" ", files),
          "at most one study file",
          "run them one after the other");
    }
    if (resume.isPresent() && (!subjects.isEmpty() || !models.isEmpty() || out.isPresent())) {
      throw CommandFailure.usage(
          "A run that is resumed keeps its own study, models and folder.",
          "--resume " + resume.get(),
          "no scenario, study file, --model or --out beside --resume",
          "leave them out, or start a new run without --resume");
    }
  }

  private static void checkReadable(String file) {
    Path path = Path.of(file);
    if (!Library.isStudy(path) && (!Files.isRegularFile(path) || !Files.isReadable(path))) {
      throw CommandFailure.usage(
          "The study file '%s' is not there or cannot be read.".formatted(file),
          path.toAbsolutePath().toString(),
          "a readable YAML file; scenarios are named without a slash",
          "check the path, or see the scenarios with: redline list scenarios");
    }
  }
}
