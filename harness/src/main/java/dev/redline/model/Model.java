package dev.redline.model;

import dev.redline.broker.Mind;
import java.util.Optional;

/** A model that was opened: gives each trial its mind. Safe for use by many threads. */
public interface Model extends AutoCloseable {
  /** What the user calls it. */
  ModelName name();

  /**
   * The mind of one trial.
   *
   * @param seed of the trial; what a control does follows from it alone
   */
  Mind forTrial(long seed);

  /** The mind of one trial, for models to which its place in the study matters. */
  default Mind forTrial(TrialPlace place) {
    return forTrial(place.seed());
  }

  /**
   * Waits until a trial may begin: while the model's server is down, none is.
   *
   * @return why none is to be begun any more; empty when it may
   */
  default Optional<String> awaitTrial() throws InterruptedException {
    return Optional.empty();
  }

  /** Where and at what price it thinks. */
  default ModelFacts facts() {
    return new ModelFacts(name().toString(), "this process", Optional.of(Prices.FREE));
  }

  /** Ends what was started for it. */
  @Override
  default void close() {}
}
