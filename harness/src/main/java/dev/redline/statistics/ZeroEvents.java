package dev.redline.statistics;

/** What can be said of a rate when no trial had the event. */
public final class ZeroEvents {
  private ZeroEvents() {}

  /**
   * Quick upper bound of the rate at 95 % confidence, one-sided: 3/n, at most 1.
   *
   * <p>Source: Hanley and Lippman-Hand (1983), If nothing goes wrong, is everything all right?
   *
   * @param trials trials, none with the event; at least 1
   * @throws IllegalArgumentException if there is no trial
   */
  public static double ruleOfThree(int trials) {
    return Math.min(1, 3.0 / Check.atLeast(1, "trials", trials));
  }

  /**
   * Exact one-sided upper bound of the rate, the p with (1 - p)^n = 1 - confidence.
   *
   * <p>Source: Clopper and Pearson (1934), one-sided, at no event.
   *
   * @param trials trials, none with the event; at least 1
   * @param confidence greater than 0 and less than 1
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double upperBound(int trials, double confidence) {
    Check.atLeast(1, "trials", trials);
    Check.insideUnit("confidence", confidence);
    return -Math.expm1(Math.log1p(-confidence) / trials);
  }

  /**
   * Fewest trials that, all without the event, put the exact upper bound below a given rate: 59 for
   * 5 % at 95 % confidence.
   *
   * @param bound rate to stay below, greater than 0 and less than 1
   * @param confidence greater than 0 and less than 1
   * @throws IllegalArgumentException if an argument is out of range, or if more trials would be
   *     needed than an {@code int} can count
   */
  public static int trialsToStayBelow(double bound, double confidence) {
    Check.insideUnit("bound", bound);
    Check.insideUnit("confidence", confidence);
    double trials = Math.floor(Math.log1p(-confidence) / Math.log1p(-bound));
    if (trials >= Integer.MAX_VALUE - 1) {
      throw new IllegalArgumentException(
          "bound %s needs more trials than can be counted; choose a larger one".formatted(bound));
    }
    int enough = Math.max(1, (int) trials);
    while (upperBound(enough, confidence) >= bound) {
      enough++;
    }
    return enough;
  }
}
