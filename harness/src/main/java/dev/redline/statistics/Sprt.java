package dev.redline.statistics;

/**
 * Wald's sequential probability ratio test of one rate against another: after each trial, stop with
 * a decision or go on.
 *
 * <p>Source: Wald (1945), Sequential tests of statistical hypotheses. With his boundaries
 * log((1-beta)/alpha) and log(beta/(1-alpha)) the true error rates a and b hold a <=
 * alpha/(1-beta), b <= beta/(1-alpha) and a + b <= alpha + beta. The test ends with probability 1
 * and, at the two rates, needs the fewest trials on average of all tests with its error rates. It
 * promises nothing about the estimate of the rate after stopping; {@link ConfidenceSequence} does.
 *
 * @param nullRate rate under the null hypothesis, greater than 0 and less than 1
 * @param alternativeRate rate under the alternative, greater than 0 and less than 1, another one
 * @param alpha nominal chance of deciding for the alternative under the null, above 0
 * @param beta nominal chance of deciding for the null under the alternative, above 0; {@code alpha
 *     + beta} is less than 1
 */
public record Sprt(double nullRate, double alternativeRate, double alpha, double beta) {

  /** What the trials so far say. */
  public enum Decision {
    /** Neither boundary is crossed: run another trial. */
    CONTINUE,
    /** Stop: the null rate. */
    NULL,
    /** Stop: the alternative rate. */
    ALTERNATIVE
  }

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public Sprt {
    Check.insideUnit("nullRate", nullRate);
    Check.insideUnit("alternativeRate", alternativeRate);
    Check.insideUnit("alpha", alpha);
    Check.insideUnit("beta", beta);
    if (nullRate == alternativeRate) {
      throw new IllegalArgumentException("the two rates must differ, but both were " + nullRate);
    }
    Check.insideUnit("alpha + beta", alpha + beta);
  }

  /** Log likelihood ratio at or above which the alternative is taken. */
  public double upperBoundary() {
    return Math.log((1 - beta) / alpha);
  }

  /** Log likelihood ratio at or below which the null is taken. */
  public double lowerBoundary() {
    return Math.log(beta / (1 - alpha));
  }

  /**
   * Log of the likelihood under the alternative over that under the null.
   *
   * @param hits hits so far, 0 to {@code trials}
   * @param trials trials so far, at least 0
   * @throws IllegalArgumentException if the counts are out of range
   */
  public double logLikelihoodRatio(int hits, int trials) {
    Check.counts(hits, trials);
    return hits * Math.log(alternativeRate / nullRate)
        + (trials - hits) * (Math.log1p(-alternativeRate) - Math.log1p(-nullRate));
  }

  /**
   * The decision at these counts. The error rates hold for the first decision that is not {@link
   * Decision#CONTINUE}, asked after every trial: trials run beyond it must not change it.
   *
   * @param hits hits so far, 0 to {@code trials}
   * @param trials trials so far, at least 0
   * @throws IllegalArgumentException if the counts are out of range
   */
  public Decision decide(int hits, int trials) {
    double ratio = logLikelihoodRatio(hits, trials);
    if (ratio >= upperBoundary()) {
      return Decision.ALTERNATIVE;
    }
    return ratio <= lowerBoundary() ? Decision.NULL : Decision.CONTINUE;
  }
}
