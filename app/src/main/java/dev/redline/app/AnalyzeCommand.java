package dev.redline.app;

import static java.util.stream.Collectors.joining;

import dev.redline.analysis.Analysis;
import dev.redline.analysis.Analyzer;
import dev.redline.archive.ArchiveException;
import dev.redline.archive.ArchiveJson;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.transcript.TranscriptException;
import dev.redline.transcript.TranscriptReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

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
      "  redline analyze latest"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:done; what is not whole is told",
      "2:wrong usage, or a file of which nothing can be read",
      ExitCode.FAILED_HELP
    })
final class AnalyzeCommand implements Callable<Integer> {
  /** Cells of a line where there is no terminal. */
  private static final int USUAL_WIDTH = 100;

  private final Runs runs;
  private final Path temporary;
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

  /**
   * @param temporary a folder for what is laid down for a moment
   * @param terminal width of the terminal that stdout is; empty where it is none
   */
  AnalyzeCommand(Runs runs, Path temporary, Output output, Supplier<OptionalInt> terminal) {
    this.runs = runs;
    this.temporary = temporary;
    this.output = output;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var analyzer = Analyzer.create(temporary);
    List<String> problems = new ArrayList<>();
    List<CommandFailure> refused = new ArrayList<>();
    for (String file : files) {
      try {
        problems.addAll(TranscriptReader.read(path(file), analyzer));
      } catch (TranscriptException e) {
        refused.add(refusal(e));
      }
    }
    if (refused.size() == files.size() && refused.size() == 1) {
      throw refused.getFirst();
    }
    if (refused.size() < files.size()) {
      print(analyzer.analysis(problems));
    }
    output.out().flush();
    refused.forEach(failure -> output.err().print(failure.complaint().text()));
    return (refused.isEmpty() ? ExitCode.DONE : ExitCode.USAGE).number();
  }

  private void print(Analysis analysis) {
    if (json) {
      output.out().println(json().writeValueAsString(analysis));
    } else {
      new AnalysisText(analysis, output.palette(), terminal.get().orElse(USUAL_WIDTH))
          .print(output.out());
    }
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
