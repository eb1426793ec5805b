package dev.redline.statistics;

import static java.util.Objects.requireNonNull;

/**
 * Stops a series of trials as soon as a {@link ConfidenceSequence} excludes a reference rate, or at
 * the most trials allowed.
 *
 * <p>The chance of ever stopping on the wrong side of the true rate, or on either side if the true
 * rate is the reference, is at most 1 - confidence, however often the rule is asked. The interval
 * at the stop keeps its stated confidence, unlike one computed for a fixed number of trials.
 *
 * @param sequence the intervals that decide
 * @param reference rate to be told from, in [0, 1]
 * @param most trials after which to stop undecided, at least 1
 */
public record StoppingRule(ConfidenceSequence sequence, double reference, int most) {

  /** What the trials so far say. */
  public enum Decision {
    /** The reference is still possible and trials are left: run another. */
    CONTINUE,
    /** Stop: the rate is below the reference. */
    BELOW,
    /** Stop: the rate is above the reference. */
    ABOVE,
    /** Stop: the trials are used up and the reference is still possible. */
    UNDECIDED
  }

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public StoppingRule {
    requireNonNull(sequence, "sequence");
    Check.probability("reference", reference);
    Check.atLeast(1, "most", most);
  }

  /**
   * The decision at these counts; trials run beyond the first stop must not change it.
   *
   * @param hits hits so far, 0 to {@code trials}
   * @param trials trials so far, at least 0
   * @throws IllegalArgumentException if the counts are out of range
   */
  public Decision decide(int hits, int trials) {
    Interval interval = sequence.interval(hits, trials);
    if (interval.high() < reference) {
      return Decision.BELOW;
    }
    if (interval.low() > reference) {
      return Decision.ABOVE;
    }
    return trials >= most ? Decision.UNDECIDED : Decision.CONTINUE;
  }
}
