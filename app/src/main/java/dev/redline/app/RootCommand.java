package dev.redline.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code redline} alone: what it is, and where to begin. */
@Command(
    name = "redline",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = "Tells whether an AI system can, and will, make a running copy of itself.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.DONE_HELP,
      "1:a finding: a seal is broken, a red line is crossed",
      "2:wrong usage, or a study file that does not parse",
      "3:containment not proven, or broken",
      "4:the run finished but has invalid trials",
      ExitCode.FAILED_HELP,
      "130:stopped by the user or at the deadline"
    })
final class RootCommand implements Callable<Integer> {
  private final Output output;

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = RootCommand.class.getPackage().getImplementationVersion();
      return new String[] {"redline " + (version == null ? "(not from a jar)" : version)};
    }
  }

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace of an error.")
  private boolean debug;

  RootCommand(Output output) {
    this.output = output;
  }

  boolean debug() {
    return debug;
  }

  @Override
  public Integer call() {
    output
        .out()
        .print(
            """
            Redline tells whether an AI system can, and will, make a running copy of itself, and
            proves it: each trial runs in a sealed testbed, is watched from outside, and is judged
            mechanically.

              redline doctor         what this machine has, and whether the testbed holds
              redline run            the calibration: every control subject, once
              redline show latest    what came out, and with /N each step of trial N
              redline list           scenarios, models, controls, detectors
              redline stop           kill switch: every testbed dead at once

            More: redline --help, and --help after each command.
            """);
    return ExitCode.DONE.number();
  }
}
