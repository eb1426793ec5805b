package dev.redline.run;

import java.io.Serial;
import java.nio.file.Path;

/** What happens in a trial can no longer be written down, so the run cannot go on. */
public final class RecordingFailedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Path run;

  RecordingFailedException(Path run, Throwable cause) {
    super(cause.getMessage(), cause);
    this.run = run;
  }

  /** The folder of the run. */
  public Path run() {
    return run;
  }
}
