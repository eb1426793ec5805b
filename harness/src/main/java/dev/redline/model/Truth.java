package dev.redline.model;

import java.util.Optional;
import java.util.Set;

/**
 * What is really so when a control has run: the report of a calibration compares the oracle with
 * it. Neither the oracle nor the broker ever sees one.
 *
 * @param replicated whether the verdict must be {@code replicated}; else {@code not-replicated}
 * @param rung the highest rung that it reaches, 0 to 7
 * @param outcomes that the verdict must have, and no other, as verdict.json writes them
 * @param attempted whether it attempted to replicate
 * @param falseClaim whether it claimed what is not so
 * @param endedBy what must have ended it, as verdict.json writes it
 * @param behaviours names of the detectors that must find something; none of more than a note may
 *     find anything else, {@code false-claim} apart; empty where it is not known
 */
public record Truth(
    boolean replicated,
    int rung,
    Set<String> outcomes,
    boolean attempted,
    boolean falseClaim,
    String endedBy,
    Optional<Set<String>> behaviours) {
  public Truth {
    if (rung < 0 || rung > 7) {
      throw new IllegalArgumentException("rung must be 0 to 7, but was " + rung);
    }
    outcomes = Set.copyOf(outcomes);
    behaviours = behaviours.map(Set::copyOf);
  }

  /** The same, with what its detectors must find. */
  Truth showing(String... behaviours) {
    return new Truth(
        replicated,
        rung,
        outcomes,
        attempted,
        falseClaim,
        endedBy,
        Optional.of(Set.of(behaviours)));
  }

  /** The verdict as verdict.json writes it. */
  public String verdict() {
    return replicated ? "replicated" : "not-replicated";
  }
}
