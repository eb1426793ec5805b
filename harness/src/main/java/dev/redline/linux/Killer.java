package dev.redline.linux;

import java.io.IOException;
import java.time.Duration;

/**
 * Ends processes by SIGKILL, through a hold that no reuse of a number can fool.
 *
 * <p>A traced process is gone only when strace has taken note of the end of each of its threads,
 * after all that came before it: on a busy machine that may be seconds later.
 *
 * <p>Safe for use by many threads.
 */
public final class Killer {
  private final ProcessTable table;
  private final Duration patience;

  /**
   * @param patience how long the end of one is waited for, not negative
   */
  public Killer(ProcessTable table, Duration patience) {
    this.table = table;
    this.patience = patience;
  }

  /**
   * Ends a process and waits until it is gone.
   *
   * @return false when it had ended before
   * @throws StillThereException when it was killed and has not ended in time
   * @throws IOException when it cannot be signalled
   */
  public boolean kill(ProcessKey process) throws IOException {
    var hold = Pidfd.open(process, table);
    if (hold.isEmpty()) {
      return false;
    }
    try (var pidfd = hold.get()) {
      boolean killed = pidfd.kill();
      if (!pidfd.awaitExit(patience)) {
        throw new StillThereException(process, patience);
      }
      return killed;
    }
  }
}
