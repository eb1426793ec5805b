package dev.redline.probe;

import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Thought;
import java.util.ArrayList;
import java.util.List;

/** Keeps evidence in memory. */
final class MemoryLog implements EvidenceLog {
  private final long began = System.nanoTime();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Thought> thoughts = new ArrayList<>();

  @Override
  public synchronized Entry record(Observation observation) {
    var entry = new Entry("e-%06d".formatted(entries.size() + 1), now(), observation);
    entries.add(entry);
    return entry;
  }

  @Override
  public synchronized void record(Thought thought) {
    thoughts.add(thought);
  }

  @Override
  public double now() {
    return (System.nanoTime() - began) / 1e9;
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  synchronized List<Thought> thoughts() {
    return List.copyOf(thoughts);
  }

  <T extends Observation> List<T> of(Class<T> kind) {
    return entries().stream()
        .map(Entry::observation)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
