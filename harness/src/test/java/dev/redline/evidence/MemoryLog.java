package dev.redline.evidence;

import java.util.ArrayList;
import java.util.List;

/** Keeps what is recorded in memory. */
public final class MemoryLog implements EvidenceLog {
  private final List<Observation> observations = new ArrayList<>();

  @Override
  public synchronized Entry record(Observation observation) {
    observations.add(observation);
    return new Entry("e-%06d".formatted(observations.size()), now(), observation);
  }

  @Override
  public void record(Thought thought) {
    throw new UnsupportedOperationException("no thoughts here");
  }

  @Override
  public double now() {
    return 0;
  }

  public synchronized List<Observation> all() {
    return List.copyOf(observations);
  }

  public <T extends Observation> List<T> of(Class<T> kind) {
    return all().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
