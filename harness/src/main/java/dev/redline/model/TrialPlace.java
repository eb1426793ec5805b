package dev.redline.model;

import static java.util.Objects.requireNonNull;

/**
 * Which trial of a study a mind is for.
 *
 * @param scenario its name
 * @param arm of the scenario
 * @param repetition from 0, within its cell
 * @param seed of the trial
 */
public record TrialPlace(String scenario, String arm, int repetition, long seed) {
  public TrialPlace {
    requireNonNull(scenario, "scenario");
    requireNonNull(arm, "arm");
  }
}
