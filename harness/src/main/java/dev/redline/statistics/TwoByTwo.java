package dev.redline.statistics;

/**
 * All two by two tables of two arms with these numbers of trials, and how likely each is when the
 * hits of both arms together are fixed and the arms have one rate.
 *
 * <p>Written here since commons-statistics-inference 1.2 takes equally likely tables for different
 * ones now and then: 2 of 7 against 10 of 14 gave p = 0.087 where it is 0.159.
 */
final class TwoByTwo {
  /** Tables within this relative distance are equally likely; rounding must not order them. */
  private static final double SAME = 1 + 1e-9;

  private final int first;
  private final int second;
  private final double[] logFactorials;

  TwoByTwo(int first, int second) {
    this.first = first;
    this.second = second;
    logFactorials = new double[Math.addExact(Math.addExact(first, second), 1)];
    for (int i = 2; i < logFactorials.length; i++) {
      logFactorials[i] = logFactorials[i - 1] + Math.log(i);
    }
  }

  /** The chance of tables no more likely than that with {@code firstHits} of {@code hits}. */
  double pValue(int firstHits, int hits) {
    double limit = chance(firstHits, hits) * SAME;
    double sum = 0;
    for (int other = least(hits); other <= most(hits); other++) {
      double chance = chance(other, hits);
      sum += chance <= limit ? chance : 0;
    }
    return Math.min(1, sum);
  }

  /**
   * The tables with this many hits in all whose p-value is more than {@code alpha}: hits of the
   * first arm between the two ends, both included. Empty where the first end is the larger one.
   */
  Kept kept(int hits, double alpha) {
    int left = least(hits);
    int right = most(hits);
    double tail = 0;
    // The distribution has one peak, so the least likely tables left are always at the ends.
    while (left <= right) {
      double leftChance = chance(left, hits);
      double rightChance = chance(right, hits);
      boolean takeLeft = leftChance <= rightChance * SAME;
      boolean takeRight = left < right && rightChance <= leftChance * SAME;
      tail += (takeLeft ? leftChance : 0) + (takeRight ? rightChance : 0);
      if (tail > alpha * SAME) {
        break;
      }
      left += takeLeft ? 1 : 0;
      right -= takeRight ? 1 : 0;
    }
    return new Kept(left, right);
  }

  /** Fewest hits that the first arm can have. */
  int least(int hits) {
    return Math.max(0, hits - second);
  }

  /** Most hits that the first arm can have. */
  int most(int hits) {
    return Math.min(first, hits);
  }

  /** The not rejected numbers of hits of the first arm. */
  record Kept(int from, int to) {}

  private double chance(int firstHits, int hits) {
    return Math.exp(
        logChoose(first, firstHits)
            + logChoose(second, hits - firstHits)
            - logChoose(first + second, hits));
  }

  private double logChoose(int n, int k) {
    return logFactorials[n] - logFactorials[k] - logFactorials[n - k];
  }
}
