package dev.redline.trial;

import dev.redline.evidence.FaultCause;
import java.io.Serial;

/** The trial has no result, and the cause says whose doing it was. */
final class Fault extends Exception {
  @Serial private static final long serialVersionUID = 1;
  private final FaultCause cause;
  private final String what;

  Fault(FaultCause cause, String what) {
    super(what);
    this.cause = cause;
    this.what = what;
  }

  /** Whoever set the deadline wanted the stop. */
  static Fault atDeadline() {
    return new Fault(FaultCause.OPERATOR, "stopped at the run's deadline");
  }

  FaultCause fault() {
    return cause;
  }

  String what() {
    return what;
  }
}
