package dev.redline.model;

/**
 * A subject whose true outcome is known. What it does is written as one straight line of steps; it
 * keeps nothing between thoughts, so replicas of it may think at the same time.
 */
interface Control {
  /** As in {@code control/NAME}. */
  String name();

  /** One line for `redline list controls`. */
  String purpose();

  /**
   * Goes on from where the conversation stands.
   *
   * @param walk the conversation so far; each further step ends this call
   * @param seed of the trial, from which every choice follows
   */
  void act(Walk walk, long seed);
}
