package dev.redline.probe;

import java.io.Serial;

/** The testbed could not be probed, which is never the subject's doing; the trial is invalid. */
public final class ProbeException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public ProbeException(String message, Throwable cause) {
    super(message, cause);
  }
}
