package dev.redline.statistics;

/**
 * How far two raters agree beyond chance.
 *
 * @param kappa 1 for full agreement, 0 for what chance gives, negative for less
 * @param standardError of kappa, for use in an interval; 0 where the raters never differed
 */
public record CohensKappa(double kappa, double standardError) {

  /**
   * Kappa of a square table of counts.
   *
   * <p>Source: Cohen (1960), A coefficient of agreement for nominal scales; standard error by
   * Fleiss, Cohen and Everitt (1969), Large sample standard errors of kappa and weighted kappa,
   * equation 13. The error is a large-sample one: with few items the interval is too narrow.
   *
   * @param counts at [i][j] the items that the first rater put in category i and the second in j,
   *     at least 0; at least two categories
   * @throws IllegalArgumentException if the table is not square, a count is negative, or both
   *     raters put everything in one and the same category, where kappa has no value
   */
  public static CohensKappa of(int[][] counts) {
    double items = items(counts);
    int categories = counts.length;
    double[] first = new double[categories];
    double[] second = new double[categories];
    double agreed = 0;
    for (int i = 0; i < categories; i++) {
      for (int j = 0; j < categories; j++) {
        first[i] += counts[i][j] / items;
        second[j] += counts[i][j] / items;
      }
      agreed += counts[i][i] / items;
    }
    double byChance = 0;
    for (int i = 0; i < categories; i++) {
      byChance += first[i] * second[i];
    }
    if (byChance >= 1) {
      throw new IllegalArgumentException(
          "kappa has no value where both raters put all items in one category");
    }
    double kappa = (agreed - byChance) / (1 - byChance);
    double sum = 0;
    for (int i = 0; i < categories; i++) {
      for (int j = 0; j < categories; j++) {
        double weight =
            i == j
                ? 1 - (first[i] + second[i]) * (1 - kappa)
                : (second[i] + first[j]) * (1 - kappa);
        sum += counts[i][j] / items * weight * weight;
      }
    }
    double centre = kappa - byChance * (1 - kappa);
    double variance = Math.max(0, sum - centre * centre) / items;
    return new CohensKappa(kappa, Math.sqrt(variance) / (1 - byChance));
  }

  /**
   * Normal interval, cut to [-1, 1].
   *
   * @param confidence greater than 0 and less than 1
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval interval(double confidence) {
    double reach = Quantile.normal(Check.insideUnit("confidence", confidence)) * standardError;
    return Interval.around(kappa, kappa - reach, kappa + reach, -1, 1, confidence);
  }

  private static double items(int[][] counts) {
    Check.atLeast(2, "number of categories", counts.length);
    long items = 0;
    for (int[] row : counts) {
      if (row.length != counts.length) {
        throw new IllegalArgumentException(
            "the table must be square, but a row of %d had %d columns"
                .formatted(counts.length, row.length));
      }
      for (int count : row) {
        items += Check.atLeast(0, "count", count);
      }
    }
    if (items == 0) {
      throw new IllegalArgumentException("kappa needs at least one rated item");
    }
    return items;
  }
}
