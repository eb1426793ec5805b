package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.evidence.EvidenceException;
import dev.redline.export.CsvExport;
import dev.redline.export.InspectExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redline export}: a run for other programs. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a run in a form that other programs read.",
      "inspect: one .eval file for Inspect's viewer and Python reader. csv: tables with a codebook."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  redline export latest --to inspect -o run.eval",
      "  redline export latest --to csv -o tables/"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {"0:written", "2:wrong usage, or no such run", ExitCode.FAILED_HELP})
final class ExportCommand implements Callable<Integer> {
  /** What {@code --to} takes. */
  enum Form {
    INSPECT,
    CSV;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Runs runs;
  private final Output output;

  @Parameters(paramLabel = "RUN", description = "A run's folder, its name, or latest.")
  private String run = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORM",
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Form form = Form.INSPECT;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description =
          "The .eval file, or the folder of the tables; by default run.eval or tables in the run's"
              + " folder.")
  private Optional<Path> path = Optional.empty();

  ExportCommand(Runs runs, Output output) {
    this.runs = runs;
    this.output = output;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path target = Path.of("");
    try {
      RunFolder folder = runs.find(run);
      target = path.orElse(folder.path().resolve(form == Form.INSPECT ? "run.eval" : "tables"));
      var written = new Written(output);
      switch (form) {
        case INSPECT -> {
          new InspectExport(folder).write(target);
          written.say(target);
        }
        case CSV -> {
          for (Path file : new CsvExport(folder).write(target)) {
            written.say(file);
          }
        }
      }
      return ExitCode.DONE.number();
    } catch (ArchiveException | EvidenceException e) {
      throw Failures.usage(e);
    } catch (IOException e) {
      throw Written.failed(target, e);
    }
  }
}
