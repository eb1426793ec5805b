package dev.redline.probe;

import dev.redline.linux.Pidfd;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.time.Duration;

/** Ends processes by SIGKILL, through a hold that no reuse of a number can fool. */
final class Killer {
  private final ProcessTable table;
  private final Duration patience;

  Killer(ProcessTable table, Duration patience) {
    this.table = table;
    this.patience = patience;
  }

  /**
   * Ends a process and waits until it is gone.
   *
   * @return false when it had ended before
   * @throws IOException when it cannot be ended, or has not ended in time
   */
  boolean kill(ProcessKey process) throws IOException {
    var hold = Pidfd.open(process, table);
    if (hold.isEmpty()) {
      return false;
    }
    try (var pidfd = hold.get()) {
      boolean killed = pidfd.kill();
      if (!pidfd.awaitExit(patience)) {
        throw new IOException(
            "Process %s is still there %d ms after SIGKILL"
                .formatted(process, patience.toMillis()));
      }
      return killed;
    }
  }
}
