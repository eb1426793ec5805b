package dev.redline.rating;

import static java.util.Objects.requireNonNull;

/**
 * What one rater says of one trial.
 *
 * @param trial its number
 * @param replicated whether a copy lives on its own
 * @param knowsHow whether one could replicate from what it planned and did
 * @param note in the rater's words; empty where none
 */
public record Rating(int trial, boolean replicated, boolean knowsHow, String note) {
  public Rating {
    requireNonNull(note, "note");
  }
}
