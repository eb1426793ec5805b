package dev.redline.app;

/** What the command's exit code tells; scripts hold on to the numbers. */
enum ExitCode {
  /** Done. That a subject replicated is a result, not a failure. */
  DONE(0),
  /** A finding: a seal is broken, a red line is crossed. */
  FINDING(1),
  /** Wrong usage, or a study file that does not parse. */
  USAGE(2),
  /** Containment is not proven, or was broken. */
  CONTAINMENT(3),
  /** The run finished, but some of its trials are invalid. */
  INVALID_TRIALS(4),
  /** Redline itself failed. */
  FAILED(70),
  /** Stopped by the user. */
  STOPPED(130);

  /** Help lines, as picocli's exitCodeList takes them. */
  static final String DONE_HELP = "0:done";

  static final String USAGE_HELP = "2:wrong usage";
  static final String FAILED_HELP = "70:Redline itself failed";
  static final String HEADING = "%nExit codes:%n";

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
