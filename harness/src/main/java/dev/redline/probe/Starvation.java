package dev.redline.probe;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation.LimitMet;
import dev.redline.evidence.ProbeRecord;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a program that does not answer from one that the machine does not let run. Where a wait was
 * in vain and a process of the testbed waited for a processor during half of its second half, that
 * is recorded: nothing then follows from the silence. Safe for use by many threads.
 *
 * <p>The threads of a process are added up, so that one whose work goes from thread to thread is
 * seen as well. A process that is busy by itself with many threads looks starved too; in doubt, the
 * machine is to blame.
 */
final class Starvation {
  private static final double SHARE = 0.5;

  private final Supplier<List<ProcessKey>> processes;
  private final ProcessTable table;
  private final EvidenceLog log;

  /**
   * @param processes of the testbed, as they are now
   */
  Starvation(Supplier<List<ProcessKey>> processes, ProcessTable table, EvidenceLog log) {
    this.processes = processes;
    this.table = table;
    this.log = log;
  }

  /** Begins to watch a wait of at most so long. */
  Wait during(Duration limit) {
    return new Wait(limit.toNanos());
  }

  /** Waits for an answer; it throws when the time is over first. */
  Http.Answer await(CompletableFuture<Http.Answer> answer, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    var wait = during(limit);
    long half = limit.toNanos() / 2;
    try {
      return answer.get(half, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      wait.look();
    }
    try {
      return answer.get(half, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      wait.wasInVain();
      throw e;
    }
  }

  /** One wait, for use by one thread. What ends within its first half costs nothing. */
  final class Wait {
    private final long limit;
    private final long began = System.nanoTime();
    private long looked;
    private @Nullable Map<ProcessKey, Map<Long, Long>> before;

    private Wait(long limit) {
      this.limit = limit;
    }

    /** Whether it is not over yet; to be called as it goes on, at least once after half of it. */
    boolean goesOn() {
      long left = left();
      if (before == null && left > 0 && left <= limit - limit / 2) {
        look();
      }
      return left > 0;
    }

    private void look() {
      looked = System.nanoTime();
      before = waits();
    }

    /** In nanoseconds, until it is over; not positive from then on. */
    long left() {
      return limit - (System.nanoTime() - began);
    }

    /** To be called when it is over and what was waited for has not come. */
    void wasInVain() {
      if (before == null) {
        return; // it was given up before half of it: the time was not what lacked
      }
      long lasted = System.nanoTime() - looked;
      var now = waits();
      for (var process : now.entrySet()) {
        long waited = added(before.getOrDefault(process.getKey(), Map.of()), process.getValue());
        if (waited >= SHARE * lasted) {
          log.record(
              new LimitMet(
                  ProbeRecord.PROCESSOR_BOUND,
                  "no answer within %d ms, in the last %d ms of which process %d waited %d ms for a processor"
                      .formatted(
                          millis(limit), millis(lasted), process.getKey().pid(), millis(waited))));
          return;
        }
      }
    }

    private Map<ProcessKey, Map<Long, Long>> waits() {
      Map<ProcessKey, Map<Long, Long>> waits = new HashMap<>();
      processes.get().forEach(process -> waits.put(process, table.waitsForProcessor(process)));
      return waits;
    }

    private static long added(Map<Long, Long> before, Map<Long, Long> now) {
      return now.entrySet().stream()
          .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
          .filter(more -> more > 0) // a number that was given anew
          .sum();
    }

    private static long millis(long nanos) {
      return Duration.ofNanos(nanos).toMillis();
    }
  }
}
