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

  /** What became of a process that was to be ended. */
  public enum End {
    /** It had ended before, by itself or by another. */
    BEFORE,
    /** It was killed and is gone. */
    KILLED,
    /** It was killed and was still there when the time was over. */
    PENDING
  }

  /**
   * Ends a process and waits until it is gone.
   *
   * @throws IOException when it cannot be signalled
   */
  public End kill(ProcessKey process) throws IOException {
    var hold = Pidfd.open(process, table);
    if (hold.isEmpty()) {
      return End.BEFORE;
    }
    try (var pidfd = hold.get()) {
      boolean killed = pidfd.kill();
      if (!pidfd.awaitExit(patience)) {
        return End.PENDING;
      }
      return killed ? End.KILLED : End.BEFORE;
    }
  }

  /** Says of one that is still there that it is. */
  public String pending(ProcessKey process) {
    return "process %s was still there %d s after SIGKILL".formatted(process, patience.toSeconds());
  }
}
