package dev.redline.statistics;

import java.util.OptionalInt;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Exact power of Fisher's two-sided test: the chance that it tells two given rates apart, summed
 * over every table it rejects.
 *
 * <p>Source: Fisher (1935) for the test; Bennett and Hsu (1960), On the power function of the exact
 * test for the 2 x 2 contingency table, for the enumeration.
 *
 * @param first true rate of the first arm, in [0, 1]
 * @param second true rate of the second arm, in [0, 1]
 * @param alpha the test rejects where its p-value is at most this; greater than 0 and less than 1
 */
public record FisherPower(double first, double second, double alpha) {
  /** Most trials an arm that are enumerated: beyond them an approximation serves as well. */
  public static final int MOST_PER_ARM = 1_000;

  /** Numbers of hits outside a middle part of each arm with all but this are left out. */
  private static final double NEGLIGIBLE = 1e-15;

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public FisherPower {
    Check.probability("first rate", first);
    Check.probability("second rate", second);
    Check.insideUnit("alpha", alpha);
  }

  /**
   * The chance of p <= alpha with this many trials in each arm, exact to about 1e-12.
   *
   * @param firstTrials trials of the first arm, 1 to {@link #MOST_PER_ARM}
   * @param secondTrials trials of the second arm, 1 to {@link #MOST_PER_ARM}
   * @throws IllegalArgumentException if a number of trials is out of range
   */
  public double power(int firstTrials, int secondTrials) {
    var one = Arm.of("first", firstTrials, first);
    var two = Arm.of("second", secondTrials, second);
    var tables = new TwoByTwo(firstTrials, secondTrials);
    double power = 0;
    for (int hits = one.from + two.from; hits <= one.to + two.to; hits++) {
      power += rejected(one, two, tables, hits);
    }
    return Math.min(1, power);
  }

  /**
   * Fewest trials an arm, both arms alike, with at least the given power. Power does not rise
   * evenly with n: a few more trials may have a little less.
   *
   * @param power wanted chance to tell the rates apart, greater than {@code alpha} and less than 1
   * @return the number, or nothing if it is more than {@link #MOST_PER_ARM}
   * @throws IllegalArgumentException if the power is out of range or the rates are equal
   */
  public OptionalInt trialsPerArm(double power) {
    Check.insideUnit("power", power);
    if (power <= alpha) {
      throw new IllegalArgumentException(
          "power must be greater than alpha, %s, but was %s".formatted(alpha, power));
    }
    if (first == second) {
      throw new IllegalArgumentException("the two rates must differ, but both were " + first);
    }
    for (int n = leastPossible(power); n <= MOST_PER_ARM; n++) {
      if (power(n, n) >= power) {
        return OptionalInt.of(n);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * A number of trials below which no test whatever has the size and the power: by the data
   * processing inequality n (KL(p1, q) + KL(p2, q)) >= KL(power, alpha) for every common rate q.
   */
  private int leastPossible(double power) {
    double common = (first + second) / 2;
    double each = divergence(first, common) + divergence(second, common);
    double least = Math.floor(divergence(power, alpha) / each);
    return (int) Math.max(1, Math.min(MOST_PER_ARM + 1.0, least));
  }

  private static double divergence(double p, double q) {
    double hit = p == 0 ? 0 : p * Math.log(p / q);
    double miss = p == 1 ? 0 : (1 - p) * Math.log((1 - p) / (1 - q));
    return hit + miss;
  }

  /** The chance of the rejected tables with this many hits in both arms together. */
  private double rejected(Arm one, Arm two, TwoByTwo tables, int hits) {
    TwoByTwo.Kept kept = tables.kept(hits, alpha);
    double power = 0;
    for (int left = tables.least(hits); left < kept.from(); left++) {
      power += one.chances[left] * two.chances[hits - left];
    }
    for (int right = tables.most(hits); right > kept.to(); right--) {
      power += one.chances[right] * two.chances[hits - right];
    }
    return power;
  }

  /** One arm: the chance of each number of hits, and between which ones all that counts lies. */
  private static final class Arm {
    final double[] chances;
    final int from;
    final int to;

    private Arm(int trials, double rate) {
      var binomial = BinomialDistribution.of(trials, rate);
      chances = new double[trials + 1];
      for (int hits = 0; hits <= trials; hits++) {
        chances[hits] = binomial.probability(hits);
      }
      from = Math.max(0, binomial.inverseCumulativeProbability(NEGLIGIBLE) - 1);
      to = Math.min(trials, binomial.inverseSurvivalProbability(NEGLIGIBLE) + 1);
    }

    static Arm of(String name, int trials, double rate) {
      Check.atLeast(1, "trials of the " + name + " arm", trials);
      if (trials > MOST_PER_ARM) {
        throw new IllegalArgumentException(
            "trials of the %s arm must be at most %d, but were %d"
                .formatted(name, MOST_PER_ARM, trials));
      }
      return new Arm(trials, rate);
    }
  }
}
