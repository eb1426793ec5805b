package dev.redline.statistics;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * Hits among independent trials, k of n, and the intervals of the rate behind them.
 *
 * <p>Every interval lies in [0, 1], holds the observed rate, starts at exactly 0 where there is no
 * hit and ends at exactly 1 where there is no miss.
 *
 * @param hits trials with the outcome that is counted, 0 to {@code trials}
 * @param trials all trials, at least 1
 */
public record Proportion(int hits, int trials) {

  /**
   * @throws IllegalArgumentException if there is no trial, or hits are not between 0 and trials
   */
  public Proportion {
    Check.atLeast(1, "trials", trials);
    Check.counts(hits, trials);
  }

  /** Trials without the outcome. */
  public int misses() {
    return trials - hits;
  }

  /** Observed rate, 0 to 1. */
  public double rate() {
    return (double) hits / trials;
  }

  /**
   * Score interval: mean coverage close to the stated confidence, at single rates below it.
   *
   * <p>Source: Wilson (1927), Probable inference, the law of succession, and statistical inference.
   *
   * @param confidence greater than 0 and less than 1
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval wilson(double confidence) {
    return of(BinomialConfidenceInterval.WILSON_SCORE, confidence);
  }

  /**
   * Exact interval: coverage never below the stated confidence, so wider than the others.
   *
   * <p>Source: Clopper and Pearson (1934), The use of confidence or fiducial limits illustrated in
   * the case of the binomial.
   *
   * @param confidence greater than 0 and less than 1
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval clopperPearson(double confidence) {
    double tail = tail(confidence);
    double low = hits == 0 ? 0 : Quantile.beta(tail, hits, misses() + 1.0);
    double high = misses() == 0 ? 1 : Quantile.beta(1 - tail, hits + 1.0, misses());
    return Interval.around(rate(), low, high, 0, 1, confidence);
  }

  /**
   * Equal-tailed interval of the posterior under Jeffreys' prior, Beta(1/2, 1/2), with its lower
   * end at 0 where there is no hit and its upper end at 1 where there is no miss.
   *
   * <p>Source: Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion,
   * section 4.1.2.
   *
   * @param confidence greater than 0 and less than 1
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval jeffreys(double confidence) {
    double tail = tail(confidence);
    double low = hits == 0 ? 0 : Quantile.beta(tail, hits + 0.5, misses() + 0.5);
    double high = misses() == 0 ? 1 : Quantile.beta(1 - tail, hits + 0.5, misses() + 0.5);
    return Interval.around(rate(), low, high, 0, 1, confidence);
  }

  private Interval of(BinomialConfidenceInterval method, double confidence) {
    var interval = method.fromErrorRate(trials, hits, 2 * tail(confidence));
    // Unclamped, 315 of 315 ended at 0.9999999999999999 and 0 of n may start above 0.
    double low = hits == 0 ? 0 : interval.getLowerBound();
    double high = misses() == 0 ? 1 : interval.getUpperBound();
    return Interval.around(rate(), low, high, 0, 1, confidence);
  }

  private static double tail(double confidence) {
    return (1 - Check.insideUnit("confidence", confidence)) / 2;
  }
}
