package dev.redline.evidence;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The two logs of a trial on disk: {@value #EVIDENCE} and {@value #THOUGHTS}.
 *
 * <p>What was recorded reaches the operating system within a second, before the next thought or
 * after {@value #FLUSH_AFTER_BYTES} bytes more, whichever is first (a thought at once), so it
 * outlives a harness that is killed, and a disk that fills up holds all but the last of it. Safe
 * for use by many threads; ids and times rise together.
 */
public final class TrialLog implements EvidenceLog, AutoCloseable {
  /** File name of the log of observations. */
  public static final String EVIDENCE = "evidence.jsonl.zst";

  /** File name of the log of thoughts. */
  public static final String THOUGHTS = "thoughts.jsonl.zst";

  private static final Duration FLUSH_AFTER = Duration.ofSeconds(1);

  /** Of records as they are before they are compressed; some 2 KiB after. */
  private static final int FLUSH_AFTER_BYTES = 16 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final ChainedWriter evidence;
  private final ChainedWriter thoughts;
  private final ThoughtWriter thoughtWriter;
  private final LongSupplier nanoseconds;
  private final long began;
  private final Thread flusher;
  private int unflushedBytes;
  private boolean closed;
  private @Nullable EvidenceException flushFailure;

  private TrialLog(ChainedWriter evidence, ChainedWriter thoughts, LongSupplier nanoseconds) {
    this.evidence = evidence;
    this.thoughts = thoughts;
    this.thoughtWriter = new ThoughtWriter(thoughts);
    this.nanoseconds = nanoseconds;
    this.began = nanoseconds.getAsLong();
    this.flusher = Thread.ofVirtual().name("evidence-flusher").unstarted(this::flushRegularly);
  }

  /**
   * Begins the logs of a trial; the trial's time begins now.
   *
   * @param trialFolder an existing folder without logs
   * @param nanoseconds the one monotonic clock, such as {@code System::nanoTime}
   * @throws EvidenceException when the logs cannot be made, or are there already
   */
  public static TrialLog create(Path trialFolder, LongSupplier nanoseconds) {
    requireNonNull(nanoseconds, "nanoseconds");
    var evidence = new ChainedWriter(trialFolder.resolve(EVIDENCE));
    try {
      var log =
          new TrialLog(evidence, new ChainedWriter(trialFolder.resolve(THOUGHTS)), nanoseconds);
      log.flusher.start();
      return log;
    } catch (EvidenceException e) {
      evidence.close();
      throw e;
    }
  }

  @Override
  public Entry record(Observation observation) {
    lock.lock();
    try {
      refuseAfterFailure();
      long number = evidence.records() + 1;
      var entry = new Entry("e-%06d".formatted(number), now(), observation);
      byte[] record = json(entry);
      evidence.write(record);
      unflushedBytes += record.length;
      if (unflushedBytes >= FLUSH_AFTER_BYTES) {
        flushEvidence();
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void record(Thought thought) {
    lock.lock();
    try {
      refuseAfterFailure();
      // What led to a thought is not newer than the thought.
      flushEvidence();
      thoughtWriter.write(thought);
      thoughts.flush();
    } catch (JacksonException e) {
      throw notJson(thought, e);
    } finally {
      lock.unlock();
    }
  }

  /** Seconds since the trial began, to the microsecond. */
  @Override
  public double now() {
    return Math.floorDiv(nanoseconds.getAsLong() - began, 1000) / 1e6;
  }

  /** What both logs come down to so far; final once closed. */
  public List<ChainRoot> roots() {
    lock.lock();
    try {
      return List.of(evidence.root(), thoughts.root());
    } finally {
      lock.unlock();
    }
  }

  /** Ends both logs and brings them to the disk; nothing can be recorded afterwards. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      closing.signalAll();
      try (evidence;
          thoughts) {
        refuseAfterFailure();
      }
    } finally {
      lock.unlock();
    }
  }

  private void flushRegularly() {
    lock.lock();
    try {
      while (!closed) {
        boolean signalled = closing.await(FLUSH_AFTER.toNanos(), TimeUnit.NANOSECONDS);
        if (!signalled) {
          flushEvidence();
        }
      }
    } catch (EvidenceException e) {
      flushFailure = e;
    } catch (InterruptedException e) {
      flushFailure = new EvidenceException("The thread that flushes the evidence was stopped.", e);
    } finally {
      lock.unlock();
    }
  }

  private void flushEvidence() {
    evidence.flush();
    unflushedBytes = 0;
  }

  private void refuseAfterFailure() {
    if (flushFailure != null) {
      throw new EvidenceException(
          "The evidence can no longer be kept: " + flushFailure.getMessage(), flushFailure);
    }
  }

  private static byte[] json(Object value) {
    try {
      return EvidenceJson.mapper().writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw notJson(value, e);
    }
  }

  private static EvidenceException notJson(Object value, JacksonException e) {
    return new EvidenceException("Cannot write as JSON: " + value.getClass().getName(), e);
  }
}
