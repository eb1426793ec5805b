package dev.redline.app;

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
      output.out().println(palette.bad("broken") + "  " + checked.firstBroken().get());
      return ExitCode.FINDING.number();
    }
    output
        .out()
        .println(
            palette.good("intact")
                + "  every seal of %d trials holds%s"
                    .formatted(
                        checked.trials(), rejudge ? ", every verdict is the same again" : ""));
    checked.stops().forEach(line -> output.out().println("stop    " + Cells.printable(line)));
    return ExitCode.DONE.number();
  }
}
