package dev.redline.broker;

import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Thought;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** An evidence log that keeps all in memory and lets a test wait for an entry. */
final class MemoryLog implements EvidenceLog {
  private final DoubleSupplier clock;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Thought> thoughts = new ArrayList<>();
  private volatile Consumer<Observation> before = any -> {};

  MemoryLog() {
    long began = System.nanoTime();
    this((DoubleSupplier) () -> (System.nanoTime() - began) / 1e9);
  }

  MemoryLog(DoubleSupplier clock) {
    this.clock = clock;
  }

  /**
   * Does this before each further observation is kept, on the thread that records it; what it
   * throws is thrown at whoever records.
   */
  void before(Consumer<Observation> action) {
    before = action;
  }

  @Override
  public Entry record(Observation observation) {
    before.accept(observation);
    return keep(observation);
  }

  private synchronized Entry keep(Observation observation) {
    Entry entry = new Entry("e-%06d".formatted(entries.size() + 1), now(), observation);
    entries.add(entry);
    notifyAll();
    return entry;
  }

  @Override
  public synchronized void record(Thought thought) {
    thoughts.add(thought);
  }

  @Override
  public double now() {
    return clock.getAsDouble();
  }

  synchronized List<Thought> thoughts() {
    return List.copyOf(thoughts);
  }

  synchronized <T extends Observation> List<T> all(Class<T> kind) {
    return entries.stream()
        .map(Entry::observation)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** Waits until one of this kind is there. */
  synchronized <T extends Observation> Optional<T> await(Class<T> kind, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (all(kind).isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return Optional.of(all(kind).getFirst());
  }
}
