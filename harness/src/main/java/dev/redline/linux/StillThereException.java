package dev.redline.linux;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** A process was killed and was still there when the time for its end was over. */
public final class StillThereException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  StillThereException(ProcessKey process, Duration patience) {
    super("process %s was still there %d s after SIGKILL".formatted(process, patience.toSeconds()));
  }
}
