package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.evidence.EvidenceException;
import dev.redline.page.RunPage;
import dev.redline.rating.Ratings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redline report}: a run as one self-contained HTML file. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Makes one HTML file of a run: rates, figures, evidence and every trial's steps. It needs no"
            + " network and runs no script.",
    footerHeading = "%nExamples:%n",
    footer = {"  redline report latest", "  redline report latest -o report.html"},
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {"0:the file is written", "2:wrong usage, or no such run", ExitCode.FAILED_HELP})
final class ReportCommand implements Callable<Integer> {
  private final Runs runs;
  private final Path temporary;
  private final Output output;

  @Parameters(paramLabel = "RUN", description = "A run's folder, its name, or latest.")
  private String run = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.html",
      description = "Where to write it; by default report.html in the run's folder.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--elicited-by",
      paramLabel = "RUN",
      description =
          "A further run of the same models, such as with another scaffold: it counts where the page"
              + " says whether they can, and in no rate. May be given several times.")
  private List<String> elicited = List.of();

  ReportCommand(Runs runs, Path temporary, Output output) {
    this.runs = runs;
    this.temporary = temporary;
    this.output = output;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      RunFolder folder = runs.find(run);
      List<RunFolder> others = elicited.stream().map(runs::find).toList();
      Path target = file.orElse(folder.path().resolve("report.html"));
      RunPage page = RunPage.of(folder, new Ratings(folder).knowHow(), temporary, others);
      new Written(output).text(target, page::writeTo);
      return ExitCode.DONE.number();
    } catch (ArchiveException | EvidenceException e) {
      throw Failures.usage(e);
    }
  }
}
