package dev.redline.app;

import static java.util.stream.Collectors.joining;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redline verify}: has a sealed run changed? */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Checks every hash, link and signature of a run and names the first one broken.",
    footerHeading = "%nExamples:%n",
    footer = {"  redline verify latest", "  redline verify runs/20260101-calibration --rejudge"},
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every seal holds",
      "1:a seal is broken",
      "2:wrong usage, or no such run",
      ExitCode.FAILED_HELP
    })
final class VerifyCommand implements Callable<Integer> {
  private final SealCheck seals;
  private final Output output;

  @Parameters(paramLabel = "RUN", description = "A run's folder, its name, or latest.")
  private String run = "";

  @Option(
      names = "--rejudge",
      description = "Also judges each trial anew from its sealed evidence, and compares.")
  private boolean rejudge;

  VerifyCommand(SealCheck seals, Output output) {
    this.seals = seals;
    this.output = output;
  }

  @Override
  public Integer call() {
    SealCheck.Checked checked = seals.check(run, rejudge);
    Palette palette = output.palette();
    if (checked.firstBroken().isPresent()) {
      output
          .out()
          .println(palette.bad("broken") + "  " + Cells.printable(checked.firstBroken().get()));
      return ExitCode.FINDING.number();
    }
    output.out().println(told(checked, palette));
    if (!checked.unsealed().isEmpty()) {
      output
          .out()
          .println(
              palette.bad("not sealed")
                  + "  broken off or still going on, they count for nothing: "
                  + checked.unsealed().stream().map(String::valueOf).collect(joining(", ")));
    }
    checked.stops().forEach(line -> output.out().println("stop    " + Cells.printable(line)));
    return ExitCode.DONE.number();
  }

  private String told(SealCheck.Checked checked, Palette palette) {
    if (checked.trials() == 0) {
      return palette.bad("nothing") + "  no trial of this run is sealed";
    }
    return palette.good("intact")
        + "  every seal of %d trial%s holds%s"
            .formatted(
                checked.trials(),
                checked.trials() == 1 ? "" : "s",
                rejudge ? ", every verdict is the same again" : "");
  }
}
