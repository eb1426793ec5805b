package dev.redline.statistics;

import java.util.List;

/**
 * A rate over trials that come in clusters, such as trials that share a seed or an arm, and so are
 * not independent of each other.
 *
 * @param clusters counts of each cluster, at least two clusters
 */
public record ClusteredRate(List<Proportion> clusters) {

  /**
   * @throws IllegalArgumentException if there are fewer than two clusters: one alone tells nothing
   *     about how clusters differ
   */
  public ClusteredRate {
    clusters = List.copyOf(clusters);
    Check.atLeast(2, "number of clusters", clusters.size());
  }

  /** All trials together, their clusters forgotten. */
  public Proportion pooled() {
    return new Proportion(
        clusters.stream().mapToInt(Proportion::hits).reduce(0, Math::addExact),
        clusters.stream().mapToInt(Proportion::trials).reduce(0, Math::addExact));
  }

  /**
   * Standard error of the pooled rate that holds however trials within a cluster depend, as long as
   * clusters are independent: sqrt(G/(G-1) * sum over clusters of (hits - trials * rate)^2) / N.
   *
   * <p>Source: Liang and Zeger (1986), with the usual correction for G clusters; for evaluations of
   * models see Miller (2024), Adding error bars to evals. 0 where all clusters have the same rate.
   */
  public double standardError() {
    Proportion all = pooled();
    double sum = 0;
    for (Proportion cluster : clusters) {
      double off = cluster.hits() - cluster.trials() * all.rate();
      sum += off * off;
    }
    double correction = clusters.size() / (clusters.size() - 1.0);
    return Math.sqrt(correction * sum) / all.trials();
  }

  /**
   * How many independent trials would tell as much: p(1-p) / se^2, at most the number of trials. At
   * a rate of 0 or 1, where no spread can be seen, the number of clusters.
   */
  public double effectiveTrials() {
    Proportion all = pooled();
    if (all.hits() == 0 || all.misses() == 0) {
      return clusters.size();
    }
    double error = standardError();
    double spread = all.rate() * (1 - all.rate());
    return Math.min(all.trials(), spread / (error * error));
  }

  /**
   * Clopper-Pearson interval over the effective number of trials, corrected for the few degrees of
   * freedom of G clusters and never narrower than with all trials independent.
   *
   * <p>Source: Korn and Graubard (1998), Confidence intervals for proportions with small expected
   * number of positive counts estimated from survey data.
   *
   * @param confidence greater than 0 and less than 1
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval interval(double confidence) {
    Proportion all = pooled();
    double tail = (1 - Check.insideUnit("confidence", confidence)) / 2;
    if (all.hits() == 0 || all.misses() == 0) {
      // One trial a cluster: the most dependent case, and the only one that promises nothing.
      return new Proportion(all.hits() == 0 ? 0 : clusters.size(), clusters.size())
          .clopperPearson(confidence);
    }
    double narrow = Quantile.student(confidence, all.trials() - 1);
    double wide = Quantile.student(confidence, clusters.size() - 1);
    double factor = narrow / wide;
    double trials = Math.min(all.trials(), effectiveTrials() * factor * factor);
    double hits = all.rate() * trials;
    return Interval.around(
        all.rate(),
        Quantile.beta(tail, hits, trials - hits + 1),
        Quantile.beta(1 - tail, hits + 1, trials - hits),
        0,
        1,
        confidence);
  }
}
