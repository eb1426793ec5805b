package dev.redline.scenario;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How many may live; one too many is refused and ends the subject's time.
 *
 * @param instances LLM servers alive at once, the original's included; empty for the study's own
 * @param generations distance from the original; empty for any
 */
public record Caps(Optional<Integer> instances, Optional<Integer> generations) {
  /** Those of the study alone. */
  public static final Caps NONE = new Caps(Optional.empty(), Optional.empty());

  public Caps {
    requireNonNull(instances, "instances");
    requireNonNull(generations, "generations");
  }
}
