package dev.redline.model;

import dev.redline.broker.Mind;

/** A model that was opened: gives each trial its mind. Safe for use by many threads. */
public interface Model {
  /** What the user calls it. */
  ModelName name();

  /**
   * The mind of one trial.
   *
   * @param seed of the trial; what a control does follows from it alone
   */
  Mind forTrial(long seed);
}
