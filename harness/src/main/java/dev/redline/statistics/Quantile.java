package dev.redline.statistics;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** The points below which a given part of a distribution lies. */
final class Quantile {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Quantile() {}

  /** How many standard errors a two-sided normal interval reaches to each side. */
  static double normal(double confidence) {
    return NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
  }

  /** How many standard errors a two-sided interval by Student's t reaches to each side. */
  static double student(double confidence, int degrees) {
    return TDistribution.of(degrees).inverseSurvivalProbability((1 - confidence) / 2);
  }

  /** The point below which {@code part} of a beta distribution lies. */
  static double beta(double part, double a, double b) {
    // The library's own inverse stops at an absolute error of 1e-9, too coarse for rates near 0.
    var beta = BetaDistribution.of(a, b);
    return bisect(x -> beta.cumulativeProbability(x) - part, 0, 1);
  }

  /** Where a function that rises from {@code low} to {@code high} passes 0, to the last bit. */
  static double bisect(DoubleUnaryOperator rising, double low, double high) {
    double below = low;
    double above = high;
    while (true) {
      double middle = below + (above - below) / 2;
      if (middle <= below || middle >= above) {
        return middle;
      }
      if (rising.applyAsDouble(middle) < 0) {
        below = middle;
      } else {
        above = middle;
      }
    }
  }
}
