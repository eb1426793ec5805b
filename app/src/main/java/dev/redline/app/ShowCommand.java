package dev.redline.app;

import dev.redline.document.Nearest;
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

/** {@code redline show}: a run's table, or one trial step by step. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows a run's table, or one trial step by step: thoughts, actions, kernel events, probes,"
            + " rungs. On a terminal it goes through $PAGER.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  redline show latest",
      "  redline show latest/3",
      "  redline show latest/3 --thoughts",
      "  redline show latest/3 --behaviour scans-processes"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, "2:wrong usage, or no such run", ExitCode.FAILED_HELP})
final class ShowCommand implements Callable<Integer> {
  /** Cells of a line where there is no terminal. */
  private static final int USUAL_WIDTH = 100;

  private final RunPresenter presenter;
  private final Catalogue catalogue;
  private final Output output;
  private final Supplier<OptionalInt> terminal;
  private final Pager pager;

  @Parameters(
      paramLabel = "RUN[/TRIAL]",
      description = "A run's folder, its name, or latest; and the number of one trial.")
  private String reference = "";

  @Option(names = "--events", description = "Shows every kernel event rather than a summary.")
  private boolean events;

  @Option(
      names = "--thoughts",
      description = "Shows requests and replies whole, those to challenges too.")
  private boolean thoughts;

  @Option(
      names = "--behaviour",
      split = ",",
      paramLabel = "NAME",
      description =
          "Shows of a trial only the evidence of this behaviour, and the thoughts that it followed;"
              + " with --events, all else that followed them too.")
  private List<String> behaviours = new ArrayList<>();

  @Option(
      names = "--json",
      description =
          "Prints one JSON object, and nothing else; of a trial, with all events and thoughts.")
  private boolean json;

  /**
   * @param terminal width of the terminal that stdout is; empty where it is none
   */
  ShowCommand(
      RunPresenter presenter,
      Catalogue catalogue,
      Output output,
      Supplier<OptionalInt> terminal,
      Pager pager) {
    this.presenter = presenter;
    this.catalogue = catalogue;
    this.output = output;
    this.terminal = terminal;
    this.pager = pager;
  }

  private void check(String behaviour) {
    List<String> known = catalogue.names(Catalogue.Section.DETECTORS);
    if (!known.contains(behaviour)) {
      throw CommandFailure.usage(
          "There is no behaviour '" + behaviour + "'." + Nearest.question(behaviour, known),
          "--behaviour " + behaviour,
          "the name of a detector",
          "see them with: redline list detectors");
    }
  }

  @Override
  public Integer call() {
    RunReference run = RunReference.parse(reference, text -> Files.isDirectory(Path.of(text)));
    behaviours.forEach(this::check);
    if (!behaviours.isEmpty() && run.trial().isEmpty()) {
      throw CommandFailure.usage(
          "Only of one trial can a behaviour's evidence be shown.",
          "--behaviour " + String.join(",", behaviours),
          "a run and a trial, such as latest/3",
          "see which trials have it with: redline show " + reference);
    }
    if (json) {
      presenter.json(run, behaviours, output.out());
      return ExitCode.DONE.number();
    }
    OptionalInt width = terminal.get();
    var view =
        new RunPresenter.View(
            events, thoughts, behaviours, width.orElse(USUAL_WIDTH), output.palette());
    if (width.isPresent()) {
      pager.page(output.out(), out -> presenter.text(run, view, out));
    } else {
      presenter.text(run, view, output.out());
    }
    return ExitCode.DONE.number();
  }
}
