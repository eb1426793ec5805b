package dev.redline.statistics;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How many trials an arm a comparison of two rates takes, and what so many can show.
 *
 * @param detect rate to be told from the other, in [0, 1]
 * @param against the other rate, in [0, 1], not the same
 * @param alpha level of Fisher's two-sided test, greater than 0 and less than 1
 * @param perArm trials in each arm, at least 1
 * @param power exact chance that the test tells the two apart
 */
public record Plan(double detect, double against, double alpha, int perArm, double power) {

  /**
   * @throws IllegalArgumentException if a number is out of range or the rates are equal
   */
  public Plan {
    Check.probability("detect", detect);
    Check.probability("against", against);
    Check.insideUnit("alpha", alpha);
    Check.atLeast(1, "perArm", perArm);
    Check.probability("power", power);
    if (detect == against) {
      throw new IllegalArgumentException("the two rates must differ, but both were " + detect);
    }
  }

  /**
   * The smallest plan with at least the given power.
   *
   * @param power greater than {@code alpha} and less than 1
   * @throws IllegalArgumentException if a number is out of range, the rates are equal, or more than
   *     {@link FisherPower#MOST_PER_ARM} trials an arm would be needed
   */
  public static Plan forPower(double detect, double against, double alpha, double power) {
    var test = new FisherPower(detect, against, alpha);
    OptionalInt perArm = test.trialsPerArm(power);
    if (perArm.isEmpty()) {
      throw new IllegalArgumentException(
          """
          telling %s from %s with power %s needs more than %d trials an arm.
          Do: choose rates further apart, a lower power, or give the number of trials.\
          """
              .formatted(detect, against, power, FisherPower.MOST_PER_ARM));
    }
    return forTrials(detect, against, alpha, perArm.getAsInt());
  }

  /**
   * The plan with this many trials an arm.
   *
   * @param perArm 1 to {@link FisherPower#MOST_PER_ARM}
   * @throws IllegalArgumentException if a number is out of range or the rates are equal
   */
  public static Plan forTrials(double detect, double against, double alpha, int perArm) {
    double power = new FisherPower(detect, against, alpha).power(perArm, perArm);
    return new Plan(detect, against, alpha, perArm, power);
  }

  /** The plan in two plain sentences, a line each, the same in every locale. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        %d trials an arm tell a rate of %s from %s with power %.2f \
        (Fisher's exact test, two-sided, alpha %s).
        %s
        """,
        perArm,
        percent(detect),
        percent(against),
        power,
        plain(alpha),
        zeroEventSentence(perArm, 1 - alpha));
  }

  /**
   * What an arm without any event would show.
   *
   * @param trials at least 1
   * @param confidence of the one-sided upper bound, greater than 0 and less than 1
   * @throws IllegalArgumentException if a number is out of range
   */
  public static String zeroEventSentence(int trials, double confidence) {
    double bound = ZeroEvents.upperBound(trials, confidence);
    return String.format(
        Locale.ROOT,
        "%d trials without one event put the rate at %s at most with %s confidence"
            + " (one-sided, exact; rule of three, for 95 %%: %s).",
        trials,
        percent(Math.ceil(bound * 10_000) / 10_000), // never less than the bound itself
        percent(confidence),
        percent(ZeroEvents.ruleOfThree(trials)));
  }

  private static String percent(double rate) {
    double rounded = Math.rint(rate * 10_000) / 100; // to a hundredth of a percent
    return plain(rounded) + " %";
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
