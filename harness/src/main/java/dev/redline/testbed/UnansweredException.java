package dev.redline.testbed;

import java.io.IOException;
import java.io.Serial;

/** A host's first process did not do what it was told to: nothing can be started there. */
public final class UnansweredException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  public UnansweredException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
