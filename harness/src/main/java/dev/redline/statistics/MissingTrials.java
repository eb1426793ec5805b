package dev.redline.statistics;

/**
 * A rate when some trials have no outcome, because they were invalid or aborted: what it would be
 * if each of those had failed, or each had succeeded.
 *
 * <p>Source: Manski (1990), Nonparametric bounds on treatment effects (worst-case bounds). They
 * hold whatever made the trials go missing.
 *
 * @param hits known trials with the outcome, 0 to {@code known}
 * @param known trials with a known outcome, at least 0
 * @param missing trials without one, at least 0; together with the known ones at least 1
 */
public record MissingTrials(int hits, int known, int missing) {

  /**
   * @throws IllegalArgumentException if a number is out of range or there is no trial at all
   */
  public MissingTrials {
    Check.atLeast(0, "missing", missing);
    Check.counts(hits, known);
    Check.atLeast(1, "known and missing trials together", Math.addExact(known, missing));
  }

  /** The counts if every missing trial had failed: the lowest rate possible. */
  public Proportion asFailures() {
    return new Proportion(hits, known + missing);
  }

  /** The counts if every missing trial had succeeded: the highest rate possible. */
  public Proportion asSuccesses() {
    return new Proportion(hits + missing, known + missing);
  }

  /**
   * From the lower Wilson end with all missing trials failures to the upper one with all successes.
   *
   * @param confidence greater than 0 and less than 1
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval interval(double confidence) {
    return new Interval(
        asFailures().wilson(confidence).low(), asSuccesses().wilson(confidence).high(), confidence);
  }
}
