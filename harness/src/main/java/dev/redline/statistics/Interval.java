package dev.redline.statistics;

/**
 * A confidence interval, both ends included.
 *
 * @param low lower end, finite
 * @param high upper end, finite, not less than {@code low}
 * @param confidence stated coverage, greater than 0 and less than 1 (0.95 for 95 %)
 */
public record Interval(double low, double high, double confidence) {

  /**
   * @throws IllegalArgumentException if an end is not finite, the ends are in the wrong order, or
   *     the confidence is out of range
   */
  public Interval {
    Check.insideUnit("confidence", confidence);
    if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
      throw new IllegalArgumentException(
          "an interval needs finite ends in order, but was given %s and %s".formatted(low, high));
    }
  }

  /** Whether a value lies between the ends or on one. */
  public boolean holds(double value) {
    return low <= value && value <= high;
  }

  /** Whether every value of another interval lies in this one. */
  public boolean holds(Interval other) {
    return low <= other.low && other.high <= high;
  }

  /** Distance between the ends. */
  public double width() {
    return high - low;
  }

  /** An interval cut to [least, most] and, against rounding, widened to hold the estimate. */
  static Interval around(
      double estimate, double low, double high, double least, double most, double confidence) {
    return new Interval(
        Math.min(estimate, Math.max(least, low)),
        Math.max(estimate, Math.min(most, high)),
        confidence);
  }
}
