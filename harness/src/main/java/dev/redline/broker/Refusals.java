package dev.redline.broker;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation;

/**
 * Records what no thought came of. A client can ask without end, so after a bound only the fact
 * that there were more is kept. Safe for use by many threads.
 */
final class Refusals {
  private static final int MOST = 5_000;

  private final EvidenceLog log;
  private int recorded;

  Refusals(EvidenceLog log) {
    this.log = log;
  }

  synchronized void record(Observation observation) {
    recorded++;
    if (recorded <= MOST) {
      log.record(observation);
    } else if (recorded == MOST + 1) {
      log.record(
          new Observation.LimitMet(
              "records of exchanges without a thought",
              "more than " + MOST + "; further ones are carried out but not recorded"));
    }
  }
}
