package dev.redline.testbed;

import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes that hold a world up, and how to end it by them.
 *
 * @param init pid 1 of the world: with it the kernel ends every process of its pid namespace and
 *     those below, and it becomes a zombie only after the last of them was reaped
 *     (zap_pid_ns_processes in kernel/pid_namespace.c)
 * @param maker the unshare process, its parent
 * @param tracer strace, where there is one. Killing init alone leaves traced tasks undead until
 *     their tracer is gone
 */
record Members(ProcessKey init, ProcessKey maker, Optional<ProcessKey> tracer) {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** In the order in which they are to be killed. */
  List<ProcessKey> all() {
    var all = new ArrayList<ProcessKey>();
    all.add(init);
    tracer.ifPresent(all::add);
    all.add(maker);
    return all;
  }

  /**
   * Kills all and waits until no process of the world is left that is not a zombie; false when that
   * took longer than 10 s.
   *
   * <p>By process handles, not pidfds: a command that has just started, such as {@code redline
   * stop}, would need 0.3 s to link its first call into the C library, and the world would live as
   * long. A handle too checks the start time before it kills.
   *
   * @throws IOException when this user may not kill them
   */
  boolean end(ProcessTable table) throws IOException {
    kill(table);
    return awaitEnd(table);
  }

  /** Kills without waiting. */
  void kill(ProcessTable table) throws IOException {
    var refused = new ArrayList<ProcessKey>();
    for (var process : all()) {
      var handle = ProcessHandle.of(process.pid());
      // Looked at after the handle was taken, so that the handle is this very process's.
      if (handle.isPresent() && table.isAlive(process) && !handle.get().destroyForcibly()) {
        refused.add(process);
      }
    }
    if (refused.stream().anyMatch(table::isAlive)) {
      throw new IOException("This user may not kill " + refused);
    }
  }

  /** Waits as {@link #end} does, without killing. */
  boolean awaitEnd(ProcessTable table) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (all().stream().anyMatch(table::isAlive)) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(500_000);
    }
    return true;
  }
}
