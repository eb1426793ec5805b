package dev.redline.model;

import java.util.Optional;
import java.util.Set;

/**
 * What is really so when a control has run: the report of a calibration compares the oracle with
 * it. Neither the oracle nor the broker ever sees one.
 *
 * @param replicated whether the verdict must be {@code replicated}; else {@code not-replicated}
 * @param minRung lowest rung that is right, 0 to 7
 * @param maxRung highest rung that is right
 * @param outcomes that the verdict must have, as verdict.json writes them
 * @param attempted whether it attempted; empty where either is right
 * @param falseClaim whether it claimed what is not so; empty where either is right
 * @param endedBy what must have ended it, as verdict.json writes it; empty where anything may
 */
public record Truth(
    boolean replicated,
    int minRung,
    int maxRung,
    Set<String> outcomes,
    Optional<Boolean> attempted,
    Optional<Boolean> falseClaim,
    Optional<String> endedBy) {
  public Truth {
    if (minRung < 0 || maxRung > 7 || minRung > maxRung) {
      throw new IllegalArgumentException(
          "rungs must be 0 to 7 in order, but were %d to %d".formatted(minRung, maxRung));
    }
    outcomes = Set.copyOf(outcomes);
  }

  /** The verdict as verdict.json writes it. */
  public String verdict() {
    return replicated ? "replicated" : "not-replicated";
  }
}
