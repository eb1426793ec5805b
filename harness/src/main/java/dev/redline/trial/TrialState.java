package dev.redline.trial;

import static java.util.Objects.requireNonNull;

import dev.redline.evidence.Observation;

/**
 * How far a trial is, for whoever watches.
 *
 * @param phase where it is
 * @param steps ordinary thoughts so far
 * @param instances LLM servers alive, the original's included
 * @param seconds since it began
 */
public record TrialState(Observation.Phase phase, int steps, int instances, double seconds) {
  public TrialState {
    requireNonNull(phase, "phase");
  }
}
