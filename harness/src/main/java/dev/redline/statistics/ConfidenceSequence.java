package dev.redline.statistics;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * Intervals of a rate that may be looked at after every trial: with the stated confidence they hold
 * the true rate at all numbers of trials at once, so one may stop whenever one likes.
 *
 * <p>At each n the interval is the set of rates p for which the mixture likelihood ratio, B(a+k,
 * b+n-k) / B(a, b) / (p^k (1-p)^(n-k)), is less than 1/(1-confidence). For the true rate that ratio
 * is a nonnegative martingale that starts at 1, so by Ville's inequality it ever reaches the
 * threshold with at most that chance.
 *
 * <p>Source: Robbins (1970), Statistical methods related to the law of the iterated logarithm, for
 * the mixture; Waudby-Smith and Ramdas (2020), Confidence sequences for sampling without
 * replacement, section 2, for its reading as prior over posterior.
 *
 * @param confidence time-uniform coverage, greater than 0 and less than 1
 * @param a first parameter of the mixing beta distribution, greater than 0
 * @param b second parameter, greater than 0; the guarantee holds for any two fixed in advance, the
 *     interval is narrowest near the rates to which they give weight
 */
public record ConfidenceSequence(double confidence, double a, double b) {

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public ConfidenceSequence {
    Check.insideUnit("confidence", confidence);
    Check.positive("a", a);
    Check.positive("b", b);
  }

  /** The sequence with the uniform mixture, a = b = 1, which favours no rate. */
  public static ConfidenceSequence uniform(double confidence) {
    return new ConfidenceSequence(confidence, 1, 1);
  }

  /**
   * The interval at these counts, within [0, 1] and holding the observed rate; all of [0, 1] before
   * the first trial.
   *
   * @param hits hits so far, 0 to {@code trials}
   * @param trials trials so far, at least 0
   * @throws IllegalArgumentException if the counts are out of range
   */
  public Interval interval(int hits, int trials) {
    Check.counts(hits, trials);
    if (trials == 0) {
      return new Interval(0, 1, confidence);
    }
    double rate = (double) hits / trials;
    int misses = trials - hits;
    double mixture = LogBeta.value(a + hits, b + misses) - LogBeta.value(a, b);
    double least = mixture + Math.log1p(-confidence);
    double low =
        hits == 0 ? 0 : Quantile.bisect(p -> logLikelihood(hits, misses, p) - least, 0, rate);
    double high =
        misses == 0 ? 1 : Quantile.bisect(p -> least - logLikelihood(hits, misses, p), rate, 1);
    return Interval.around(rate, low, high, 0, 1, confidence);
  }

  /** Rises up to the observed rate, falls from there. */
  private static double logLikelihood(int hits, int misses, double p) {
    double hitTerm = hits == 0 ? 0 : hits * Math.log(p);
    double missTerm = misses == 0 ? 0 : misses * Math.log1p(-p);
    return hitTerm + missTerm;
  }
}
