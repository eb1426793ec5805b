package dev.redline.app;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code redline stop}: the kill switch. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = "Kill switch: ends every testbed and revokes every lease.",
    footerHeading = "%nExamples:%n",
    footer = {"  redline stop", "  redline stop latest"},
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:nothing of them is alive",
      ExitCode.USAGE_HELP,
      "3:something survived",
      ExitCode.FAILED_HELP
    })
final class StopCommand implements Callable<Integer> {
  private final KillSwitch killSwitch;
  private final Output output;

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description = "A run's folder, its name, or latest; all runs when none is named.")
  private Optional<String> run = Optional.empty();

  StopCommand(KillSwitch killSwitch, Output output) {
    this.killSwitch = killSwitch;
    this.output = output;
  }

  @Override
  public Integer call() {
    KillSwitch.Stopped stopped = killSwitch.stop(run);
    if (stopped.survivors() > 0) {
      throw new CommandFailure(
          ExitCode.CONTAINMENT,
          new Complaint(
              "%d processes of testbeds are still alive.".formatted(stopped.survivors()),
              run.map(name -> "run " + name).orElse("all runs"),
              "none, within the time that the kernel takes to end them",
              "look at them with ps, end them by hand, and run no trial before they are gone"));
    }
    output.out().println("Testbeds ended: %d. Still alive: 0.".formatted(stopped.testbeds()));
    return ExitCode.DONE.number();
  }
}
