package dev.redline.linux;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A hold on one process that no reuse of its number can fool (pidfd_open(2)).
 *
 * <p>Safe for use by many threads, except that nobody may wait on it while it is being closed.
 */
public final class Pidfd implements AutoCloseable {
  private final int descriptor;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Pidfd(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Takes hold of this very process; empty when it has ended or its number is another's by now.
   *
   * @throws IOException when the kernel refuses for another reason, such as too many open files
   */
  public static Optional<Pidfd> open(ProcessKey process, ProcessTable table) throws IOException {
    Pidfd pidfd;
    try {
      pidfd = new Pidfd(Libc.pidfdOpen(process.pid()));
    } catch (SystemCallException e) {
      if (e.errno() == Libc.ESRCH) {
        return Optional.empty();
      }
      throw e;
    }
    // Only now is the number held; so what it names now is what the descriptor names.
    if (!table.isAlive(process)) {
      pidfd.close();
      return Optional.empty();
    }
    return Optional.of(pidfd);
  }

  static Pidfd owning(int descriptor) {
    return new Pidfd(descriptor);
  }

  /**
   * Sends a signal; false when the process has ended.
   *
   * @param signal its number, such as 9 for SIGKILL; 0 only asks
   * @throws IOException when this user may not signal it
   */
  public boolean signal(int signal) throws IOException {
    try {
      Libc.pidfdSendSignal(open(), signal);
      return true;
    } catch (SystemCallException e) {
      if (e.errno() == Libc.ESRCH) {
        return false;
      }
      throw e;
    }
  }

  /** Sends SIGKILL; false when it had ended. */
  public boolean kill() throws IOException {
    return signal(9);
  }

  /** Whether the process has ended, with all its threads (as a zombie or wholly). */
  public boolean hasExited() throws IOException {
    return Libc.pollReadable(open(), 0);
  }

  /** Waits for the end of the process; false when the time passed first. Blocks its thread. */
  public boolean awaitExit(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long left = Math.max(0, end - System.nanoTime());
      // Rounded up, so that the last round does not spin; in slices, so that it fits an int.
      int millis = (int) Math.min(1_000_000, (left + 999_999) / 1_000_000);
      if (Libc.pollReadable(open(), millis)) {
        return true;
      }
      if (left == 0) {
        return false;
      }
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Libc.close(descriptor);
    }
  }

  private int open() {
    if (closed.get()) {
      throw new IllegalStateException("This hold on a process was closed already");
    }
    return descriptor;
  }
}
