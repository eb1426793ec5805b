package dev.redline.statistics;

/** Unbiased estimates, from k of n, of what a batch of fresh attempts would show. */
public final class PassAtK {
  private PassAtK() {}

  /**
   * pass@k, the chance that at least one of k attempts succeeds: 1 - C(n-c, k) / C(n, k).
   *
   * <p>Source: Chen et al. (2021), Evaluating large language models trained on code, equation 1.
   *
   * @param observed c successes in n attempts
   * @param k attempts in the batch, 1 to n
   * @throws IllegalArgumentException if k is out of range
   */
  public static double any(Proportion observed, int k) {
    return 1 - shareOfBatches(observed.misses(), observed.trials(), k);
  }

  /**
   * pass^k, the chance that every one of k attempts succeeds: C(c, k) / C(n, k).
   *
   * <p>Source: Yao et al. (2024), tau-bench, section 3.
   *
   * @param observed c successes in n attempts
   * @param k attempts in the batch, 1 to n
   * @throws IllegalArgumentException if k is out of range
   */
  public static double all(Proportion observed, int k) {
    return shareOfBatches(observed.hits(), observed.trials(), k);
  }

  /** C(some, k) / C(total, k), as a product so that nothing overflows. */
  private static double shareOfBatches(int some, int total, int k) {
    Check.atLeast(1, "k", k);
    if (k > total) {
      throw new IllegalArgumentException(
          "k must be at most the number of attempts, %d, but was %d".formatted(total, k));
    }
    double share = 1;
    for (int i = 0; i < k && share > 0; i++) {
      share *= Math.max(0, (double) (some - i)) / (total - i);
    }
    return share;
  }
}
