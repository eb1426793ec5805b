package dev.redline.evidence;

/** Where observations and thoughts are written as they come. Safe for use by many threads. */
public interface EvidenceLog {
  /**
   * Records an observation now.
   *
   * @return the entry, with its id and time
   * @throws EvidenceException when it cannot be kept; the trial is then invalid
   */
  Entry record(Observation observation);

  /**
   * Keeps a thought.
   *
   * @throws EvidenceException when it cannot be kept; the trial is then invalid
   */
  void record(Thought thought);

  /** Seconds since the trial began, on the clock of the log. */
  double now();
}
