package dev.redline.statistics;

import static java.util.Objects.requireNonNull;

/**
 * The difference of the rates of two independent groups, first minus second.
 *
 * @param first counts of the first group
 * @param second counts of the second group
 */
public record RateDifference(Proportion first, Proportion second) {

  /**
   * @throws NullPointerException if a group is missing
   */
  public RateDifference {
    requireNonNull(first, "first");
    requireNonNull(second, "second");
  }

  /** Observed difference, -1 to 1. */
  public double estimate() {
    return first.rate() - second.rate();
  }

  /**
   * Hybrid score interval of the difference, within [-1, 1].
   *
   * <p>Source: Newcombe (1998), Interval estimation for the difference between independent
   * proportions, method 10 (Wilson intervals, no continuity correction).
   *
   * @param confidence greater than 0 and less than 1
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval newcombe(double confidence) {
    Interval one = first.wilson(confidence);
    Interval two = second.wilson(confidence);
    double down = Math.hypot(first.rate() - one.low(), two.high() - second.rate());
    double up = Math.hypot(one.high() - first.rate(), second.rate() - two.low());
    double estimate = estimate();
    return Interval.around(estimate, estimate - down, estimate + up, -1, 1, confidence);
  }

  /**
   * Two-sided p-value of Fisher's exact test: the chance, with both margins fixed and one common
   * rate, of a table no more likely than the observed one.
   *
   * <p>Source: Fisher (1935), The logic of inductive inference; two-sided by Freeman and Halton
   * (1951). 1 where neither or every trial was a hit.
   */
  public double fisherExact() {
    return new TwoByTwo(first.trials(), second.trials())
        .pValue(first.hits(), Math.addExact(first.hits(), second.hits()));
  }
}
