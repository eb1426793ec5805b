package dev.redline.trial;

import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Thought;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Passes everything on to a log and tells others of it, so that what is recorded can be waited for.
 * Safe for use by many threads.
 */
final class WatchedLog implements EvidenceLog {
  private final EvidenceLog log;
  private final List<Consumer<Observation>> watchers = new CopyOnWriteArrayList<>();
  private final List<Consumer<Thought>> thoughtWatchers = new CopyOnWriteArrayList<>();
  private final CompletableFuture<EvidenceException> failed = new CompletableFuture<>();

  WatchedLog(EvidenceLog log) {
    this.log = log;
  }

  @Override
  public Entry record(Observation observation) {
    Entry entry = recorded(() -> log.record(observation));
    watchers.forEach(watcher -> watcher.accept(observation));
    return entry;
  }

  @Override
  public void record(Thought thought) {
    recorded(() -> {
      log.record(thought);
      return thought;
    });
    thoughtWatchers.forEach(watcher -> watcher.accept(thought));
  }

  @Override
  public double now() {
    return log.now();
  }

  private <T> T recorded(Supplier<T> record) {
    try {
      return record.get();
    } catch (EvidenceException e) {
      failed.complete(e);
      throw e;
    }
  }

  /** Completes when something could not be recorded, for the first time. */
  CompletableFuture<EvidenceException> failed() {
    return failed;
  }

  /** From now on tells of each observation, on the thread that records it. */
  void watch(Consumer<Observation> watcher) {
    watchers.add(watcher);
  }

  /** From now on tells of each thought, on the thread that records it. */
  void watchThoughts(Consumer<Thought> watcher) {
    thoughtWatchers.add(watcher);
  }

  /** Starts to wait for the first observation from now on of which the function gives something. */
  <T> Awaited<T> expect(Function<Observation, Optional<T>> wanted) {
    var found = new CompletableFuture<T>();
    Consumer<Observation> watcher =
        observation -> wanted.apply(observation).ifPresent(found::complete);
    watchers.add(watcher);
    // What can no longer be recorded would be waited for in vain.
    var _ = failed.thenAccept(found::completeExceptionally);
    return new Awaited<>(found, () -> watchers.remove(watcher));
  }

  /** Something that is waited for. */
  record Awaited<T>(CompletableFuture<T> found, Runnable stop) {
    /**
     * Waits; empty when the time is over first.
     *
     * @throws EvidenceException when nothing can be recorded any more
     */
    Optional<T> within(Duration deadline) throws InterruptedException {
      try {
        return Optional.of(found.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        return Optional.empty();
      } catch (ExecutionException e) {
        throw new EvidenceException("Nothing is recorded any more: " + e.getMessage(), e);
      } finally {
        stop.run();
      }
    }
  }
}
