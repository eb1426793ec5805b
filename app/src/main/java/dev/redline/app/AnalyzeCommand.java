package dev.redline.app;

import static java.util.stream.Collectors.joining;

import dev.redline.analysis.Analysis;
import dev.redline.analysis.Analyzer;
import dev.redline.archive.ArchiveException;
import dev.redline.archive.ArchiveJson;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.judge.Judgement;
import dev.redline.model.Models;
import dev.redline.model.UnknownModelException;
import dev.redline.transcript.Both;
import dev.redline.transcript.TranscriptException;
import dev.redline.transcript.TranscriptReader;
import dev.redline.transcript.TranscriptSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code redline analyze}: tables over transcripts made elsewhere, or by our own runs. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = {
      "Tables over transcripts: kinds of actions, commands, gaps, plans and findings by phase,"
          + " tokens from the environment, and behaviours that words show.",
      "",
      "Takes Inspect logs (.eval and .json), logs of the 2024 study's agent, and runs of Redline's"
          + " own. Each file's form is found out by itself."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  redline analyze logs/2026-11-24T20-02-55_replicate.eval",
      "  redline analyze trial1.log trial2.log --json",
      "  redline analyze latest",
      "  redline analyze latest --judge openai/NAME --max-cost 2"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:done; what is not whole is told",
      "2:wrong usage, or a file of which nothing can be read",
      "4:done, but the judge left questions without an answer that can be read",
      ExitCode.FAILED_HELP
    })
final class AnalyzeCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** Cells of a line where there is no terminal. */
  private static final int USUAL_WIDTH = 100;

  private final Runs runs;
  private final Machine machine;
  private final Models models;
  private final InstantSource clock;
  private final Output output;
  private final Supplier<OptionalInt> terminal;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "An Inspect log, a log of the study's agent, or a run: its folder, name, or latest.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--json", description = "Prints one JSON object, and nothing else.")
  private boolean json;

  @Mixin private JudgeArguments judge = new JudgeArguments();

  /**
   * @param clock from which files of a judge's answers get their names
   * @param terminal width of the terminal that stdout is; empty where it is none
   */
  AnalyzeCommand(
      Runs runs,
      Machine machine,
      Models models,
      InstantSource clock,
      Output output,
      Supplier<OptionalInt> terminal) {
    this.runs = runs;
    this.machine = machine;
    this.models = models;
    this.clock = clock;
    this.output = output;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<JudgeArguments.Asked> asked = judge.asked();
    if (asked.isEmpty()) {
      return analyze(Optional.empty());
    }
    try (OpenJudge opened = open(asked.get())) {
      return analyze(Optional.of(opened));
    }
  }

  private OpenJudge open(JudgeArguments.Asked asked) {
    try {
      return OpenJudge.open(
          models, asked, machine.prices(asked.prices()), this::answers, this::notice);
    } catch (UnknownModelException e) {
      throw Failures.usage(e);
    }
  }

  private void notice(String what) {
    output.err().println(Cells.printable(what));
    output.err().flush();
  }

  private int analyze(Optional<OpenJudge> opened) throws InterruptedException {
    var analyzer = Analyzer.create(machine.temporary());
    TranscriptSink sink = opened.map(one -> Both.of(analyzer, one.judge())).orElse(analyzer);
    List<String> problems = new ArrayList<>();
    List<CommandFailure> refused = new ArrayList<>();
    for (String file : files) {
      try {
        problems.addAll(TranscriptReader.read(path(file), sink));
      } catch (TranscriptException e) {
        refused.add(refusal(e));
      }
    }
    Optional<Judgement> judgement = opened.map(OpenJudge::finish);
    if (Thread.interrupted()) {
      throw new InterruptedException("called off while the judge was asked");
    }
    if (refused.size() == files.size()) {
      opened.ifPresent(OpenJudge::discardUnlessAsked);
    }
    if (refused.size() == files.size() && refused.size() == 1) {
      throw refused.getFirst();
    }
    if (refused.size() < files.size()) {
      print(analyzer.analysis(problems), judgement, opened.map(OpenJudge::answers));
    }
    output.out().flush();
    refused.forEach(failure -> output.err().print(failure.complaint().text()));
    boolean answered = judgement.map(Judgement::isWhole).orElse(true);
    return (!refused.isEmpty()
            ? ExitCode.USAGE
            : answered ? ExitCode.DONE : ExitCode.INVALID_TRIALS)
        .number();
  }

  private void print(Analysis analysis, Optional<Judgement> judgement, Optional<Path> answers) {
    if (json) {
      ObjectNode whole = json().valueToTree(analysis);
      judgement.ifPresent(came -> whole.set("judged", json().valueToTree(came)));
      answers.ifPresent(file -> whole.put("answers", file.toString()));
      output.out().println(json().writeValueAsString(whole));
      return;
    }
    int width = terminal.get().orElse(USUAL_WIDTH);
    new AnalysisText(analysis, output.palette(), width).print(output.out());
    judgement.ifPresent(came ->
        new JudgementText(came, answers.orElseThrow(), output.palette(), width)
            .print(output.out()));
  }

  /** Where a judge's answers go when nobody says: with the run that is judged, else here. */
  private Path answers(String model) {
    String name =
        "%s-%s.jsonl"
            .formatted(STAMP.format(clock.instant()), model.replaceAll("[^A-Za-z0-9._-]+", "-"));
    Path only = files.size() == 1 ? path(files.getFirst()) : Path.of("");
    Path run = only.resolve("../..").normalize();
    return Stream.of(only, run)
        .filter(folder -> files.size() == 1 && Files.isRegularFile(folder.resolve(RunFolder.RUN)))
        .findFirst()
        .map(folder -> folder.resolve("judged").resolve(name))
        .orElse(Path.of("judged-" + name));
  }

  /** Only ASCII: some terminals take characters beyond it for orders. */
  private static JsonMapper json() {
    return ArchiveJson.mapper().rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  }

  /** The reader's message, in which a file's name may hold anything. */
  private static CommandFailure refusal(TranscriptException e) {
    String message =
        String.valueOf(e.getMessage()).lines().map(Cells::printable).collect(joining("\n"));
    return new CommandFailure(ExitCode.USAGE, Complaint.said(message), e);
  }

  /** What is there by that path; else a run or trial by its name. */
  private Path path(String named) {
    Path path = Path.of(named);
    if (Files.exists(path)) {
      return path;
    }
    RunReference reference = RunReference.parse(named, text -> Files.isDirectory(Path.of(text)));
    try {
      RunFolder run = runs.find(reference.run());
      return reference.trial().isPresent() ? run.trial(reference.trial().getAsInt()) : run.path();
    } catch (ArchiveException e) {
      return path; // named neither way: the reader says what it expected
    }
  }
}
