package dev.redline.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Numbers that are published or follow by hand, and what is refused. */
class StatisticsTests {

  @Nested
  class OfTheFirstStudy {
    private final Proportion llama = new Proportion(5, 10);
    private final Proportion qwen = new Proportion(9, 10);

    @Test
    void theExactIntervalsAreThoseOfItsTable() {
      assertThat(llama.clopperPearson(0.95).low()).isCloseTo(0.19, within(0.005));
      assertThat(llama.clopperPearson(0.95).high()).isCloseTo(0.81, within(0.005));
      assertThat(qwen.clopperPearson(0.95).low()).isCloseTo(0.55, within(0.006));
      assertThat(qwen.clopperPearson(0.95).high()).isCloseTo(1.0, within(0.005));
    }

    @Test
    void itsTwoModelsCannotBeToldApart() {
      var difference = new RateDifference(qwen, llama);
      assertThat(difference.fisherExact()).isCloseTo(0.14, within(0.005));
      assertThat(difference.newcombe(0.95).holds(0)).isTrue();
    }

    @Test
    void tenTrialsAnArmHadAPowerOfThirtyPercent() {
      assertThat(new FisherPower(0.5, 0.9, 0.05).power(10, 10)).isCloseTo(0.295, within(5e-4));
    }

    @Test
    void twentyThreeTrialsAnArmAreTheFewestForEightyPercent() {
      var test = new FisherPower(0.5, 0.9, 0.05);
      assertThat(test.trialsPerArm(0.8)).hasValue(23);
      for (int n = 1; n <= 22; n++) {
        assertThat(test.power(n, n)).as("%d an arm", n).isLessThan(0.8);
      }
      for (int n = 23; n <= 60; n++) {
        assertThat(test.power(n, n)).as("%d an arm", n).isGreaterThanOrEqualTo(0.8);
      }
    }
  }

  @Nested
  class WithoutAnyEvent {
    @Test
    void fiftyNineTrialsAreTheFewestForABoundBelowFivePercent() {
      assertThat(ZeroEvents.trialsToStayBelow(0.05, 0.95)).isEqualTo(59);
      assertThat(ZeroEvents.upperBound(59, 0.95)).isLessThan(0.05);
      assertThat(ZeroEvents.upperBound(58, 0.95)).isGreaterThan(0.05);
    }

    @Test
    void theFewestTrialsAreTheFewestAtAnyBound() {
      for (int i = 1; i < 200; i++) {
        double bound = i / 200.0;
        int trials = ZeroEvents.trialsToStayBelow(bound, 0.95);
        assertThat(ZeroEvents.upperBound(trials, 0.95)).isLessThan(bound);
        if (trials > 1) {
          assertThat(ZeroEvents.upperBound(trials - 1, 0.95)).isGreaterThanOrEqualTo(bound);
        }
      }
    }

    @Test
    void theRuleOfThreeIsNeverLessThanTheExactBound() {
      for (int n = 1; n <= 1_000; n++) {
        assertThat(ZeroEvents.ruleOfThree(n)).isGreaterThan(ZeroEvents.upperBound(n, 0.95));
      }
    }

    @Test
    void aBoundThatNoCountReachesIsRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ZeroEvents.trialsToStayBelow(1e-12, 0.95))
          .withMessageContaining("more trials than can be counted");
    }
  }

  @Nested
  class OfSampleSizes {
    @Test
    void moreTrialsThanAreEnumeratedGiveNone() {
      assertThat(new FisherPower(0.5, 0.51, 0.05).trialsPerArm(0.8)).isEmpty();
    }

    @Test
    void certainOppositesNeedFourTrialsAnArm() {
      // 3 of 3 against 0 of 3 has p = 0.1, 4 of 4 against 0 of 4 has p = 2/70.
      assertThat(new FisherPower(1, 0, 0.05).trialsPerArm(0.99)).hasValue(4);
    }

    @Test
    void thePlanSaysBothSentences() {
      assertThat(Plan.forPower(0.9, 0.5, 0.05, 0.8).text())
          .isEqualTo(
              """
              23 trials an arm tell a rate of 90 % from 50 % with power 0.81 (Fisher's exact test, two-sided, alpha 0.05).
              23 trials without one event put the rate at 12.22 % at most with 95 % confidence (one-sided, exact; rule of three, for 95 %: 13.04 %).
              """);
    }

    @Test
    void ratesTooCloseAreRefusedWithWhatToDo() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Plan.forPower(0.5, 0.51, 0.05, 0.8))
          .withMessageContaining("more than 1000 trials an arm")
          .withMessageContaining("Do: ");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Plan.forPower(0.5, 0.5, 0.05, 0.8))
          .withMessageContaining("must differ");
    }
  }

  @Nested
  class OfAFamily {
    private final HypothesisFamily family = new HypothesisFamily(List.of("b", "a"));

    @Test
    void theAnswerKeepsTheRegisteredOrder() {
      assertThat(family.holm(Map.of("a", 0.01, "b", 0.04)))
          .containsExactly(Map.entry("b", 0.04), Map.entry("a", 0.02));
    }

    @Test
    void aHypothesisLeftOutOrAddedIsRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> family.holm(Map.of("a", 0.01)))
          .withMessageContaining("registered [b, a]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> family.holm(Map.of("a", 0.01, "b", 0.5, "c", 0.001)))
          .withMessageContaining("registered [b, a]");
    }

    @Test
    void aNameGivenTwiceIsRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new HypothesisFamily(List.of("a", "a")))
          .withMessageContaining("once");
    }
  }

  @Nested
  class OfClusters {
    @Test
    void clustersOfOneTrialTellAsMuchAsThatManyTrials() {
      var ones = List.of(new Proportion(1, 1), new Proportion(0, 1), new Proportion(1, 1));
      assertThat(new ClusteredRate(ones).effectiveTrials()).isCloseTo(2, within(1e-12));
      // n - 1 for n, since the spread between clusters is estimated
    }

    @Test
    void clustersThatNeverDisagreeInsideCountOnceEach() {
      var whole = List.of(new Proportion(4, 4), new Proportion(4, 4), new Proportion(4, 4));
      var rate = new ClusteredRate(whole);
      assertThat(rate.effectiveTrials()).isEqualTo(3);
      assertThat(rate.interval(0.95)).isEqualTo(new Proportion(3, 3).clopperPearson(0.95));
    }

    @Test
    void fewClustersWidenByTheRatioOfStudentsQuantiles() {
      var rate =
          new ClusteredRate(
              List.of(
                  new Proportion(0, 4),
                  new Proportion(3, 4),
                  new Proportion(2, 4),
                  new Proportion(1, 4)));
      double ratio = 2.131450 / 3.182446; // t at 97.5 % with 15 and with 3 degrees: any table
      double trials = rate.effectiveTrials() * ratio * ratio;
      double hits = trials * 6 / 16;
      assertThat(rate.interval(0.95).low())
          .isCloseTo(Quantile.beta(0.025, hits, trials - hits + 1), within(1e-6));
      assertThat(rate.interval(0.95).high())
          .isCloseTo(Quantile.beta(0.975, hits + 1, trials - hits), within(1e-6));
    }

    @Test
    void oneClusterIsRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ClusteredRate(List.of(new Proportion(3, 4))))
          .withMessageContaining("at least 2");
    }
  }

  @Nested
  class OfIntervals {
    private final Interval middle = new Interval(0.25, 0.75, 0.95);

    @Test
    void theEndsBelongToIt() {
      assertThat(middle.holds(0.25)).isTrue();
      assertThat(middle.holds(0.75)).isTrue();
      assertThat(middle.holds(0.2)).isFalse();
      assertThat(middle.holds(0.8)).isFalse();
      assertThat(middle.width()).isEqualTo(0.5);
    }

    @Test
    void oneThatReachesOutOnEitherSideIsNotHeld() {
      assertThat(middle.holds(new Interval(0.2, 0.6, 0.95))).isFalse();
      assertThat(middle.holds(new Interval(0.3, 0.8, 0.95))).isFalse();
      assertThat(middle.holds(middle)).isTrue();
    }
  }

  @Nested
  class OfMissingTrials {
    @Test
    void allMissingLeavesEveryRatePossible() {
      var bounds = new MissingTrials(0, 0, 4);
      assertThat(bounds.asFailures().rate()).isEqualTo(0);
      assertThat(bounds.asSuccesses().rate()).isEqualTo(1);
      assertThat(bounds.interval(0.95)).isEqualTo(new Interval(0, 1, 0.95));
    }
  }

  @Nested
  class OfSequentialRules {
    @Test
    void theRatioTestStopsWhereItsBoundariesSay() {
      var test = new Sprt(0.1, 0.5, 0.05, 0.05); // a hit adds 1.61, a miss takes 0.59; at 2.94
      assertThat(test.decide(0, 0)).isEqualTo(Sprt.Decision.CONTINUE);
      assertThat(test.decide(1, 1)).isEqualTo(Sprt.Decision.CONTINUE);
      assertThat(test.decide(2, 2)).isEqualTo(Sprt.Decision.ALTERNATIVE);
      assertThat(test.decide(0, 5)).isEqualTo(Sprt.Decision.CONTINUE); // -2.939
      assertThat(test.decide(0, 6)).isEqualTo(Sprt.Decision.NULL);
    }

    @Test
    void aRuleStopsBelowAboveOrWhenTrialsAreUsedUp() {
      var rule = new StoppingRule(ConfidenceSequence.uniform(0.95), 0.5, 20);
      assertThat(rule.decide(0, 0)).isEqualTo(StoppingRule.Decision.CONTINUE);
      assertThat(rule.decide(0, 10)).isEqualTo(StoppingRule.Decision.BELOW);
      assertThat(rule.decide(10, 10)).isEqualTo(StoppingRule.Decision.ABOVE);
      assertThat(rule.decide(10, 20)).isEqualTo(StoppingRule.Decision.UNDECIDED);
    }

    @Test
    void aRuleLookedAtAlwaysIsWiderThanAnIntervalForOneLook() {
      var once = new Proportion(30, 100).clopperPearson(0.95);
      assertThat(ConfidenceSequence.uniform(0.95).interval(30, 100).holds(once)).isTrue();
    }
  }

  /** Follows every series of trials at once, by its counts, so that the error rates are exact. */
  @Nested
  class OfSequentialErrors {
    @Test
    void theRatioTestKeepsWaldsBounds() {
      for (var test : List.of(new Sprt(0.1, 0.5, 0.05, 0.1), new Sprt(0.6, 0.4, 0.01, 0.05))) {
        double alpha = chanceOfStopping(test, test.nullRate(), Sprt.Decision.ALTERNATIVE);
        double beta = chanceOfStopping(test, test.alternativeRate(), Sprt.Decision.NULL);
        assertThat(alpha)
            .as("%s", test)
            .isBetween(0.3 * test.alpha(), test.alpha() / (1 - test.beta()));
        assertThat(beta)
            .as("%s", test)
            .isBetween(0.3 * test.beta(), test.beta() / (1 - test.alpha()));
      }
    }

    private double chanceOfStopping(Sprt test, double rate, Sprt.Decision with) {
      return chanceOfEver(
          rate,
          2_000,
          (hits, trials) -> test.decide(hits, trials) != Sprt.Decision.CONTINUE,
          (hits, trials) -> test.decide(hits, trials) == with);
    }

    @Test
    void theSequenceHoldsTheRateThroughoutWithItsConfidence() {
      var sequence = ConfidenceSequence.uniform(0.95);
      for (double rate : new double[] {0.02, 0.3, 0.5, 0.8}) {
        CountsTest excludes = (hits, trials) -> !sequence.interval(hits, trials).holds(rate);
        assertThat(chanceOfEver(rate, 300, excludes, excludes))
            .as("chance of ever excluding %s", rate)
            .isBetween(0.005, 0.05);
      }
    }

    @Test
    void anIntervalForOneLookDoesNot() {
      CountsTest excludes =
          (hits, trials) -> trials > 0 && !new Proportion(hits, trials).wilson(0.95).holds(0.5);
      assertThat(chanceOfEver(0.5, 300, excludes, excludes)).isGreaterThan(0.3);
    }

    private double chanceOfEver(double rate, int most, CountsTest stops, CountsTest counts) {
      double[] running = {1};
      double chance = 0;
      for (int trials = 1; trials <= most; trials++) {
        double[] next = new double[trials + 1];
        for (int hits = 0; hits < trials; hits++) {
          next[hits] += running[hits] * (1 - rate);
          next[hits + 1] += running[hits] * rate;
        }
        for (int hits = 0; hits <= trials; hits++) {
          if (next[hits] > 0 && stops.test(hits, trials)) {
            chance += counts.test(hits, trials) ? next[hits] : 0;
            next[hits] = 0;
          }
        }
        running = next;
      }
      return chance;
    }

    @FunctionalInterface
    private interface CountsTest {
      boolean test(int hits, int trials);
    }
  }

  @Nested
  class OfRaters {
    @Test
    void theTextbookTableGivesFourTenths() {
      assertThat(CohensKappa.of(new int[][] {{20, 5}, {10, 15}}).kappa())
          .isCloseTo(0.4, within(1e-12));
    }

    @Test
    void oneCategoryForAllHasNoValue() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CohensKappa.of(new int[][] {{7, 0}, {0, 0}}))
          .withMessageContaining("no value");
    }

    @Test
    void aTableThatIsNotSquareIsRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CohensKappa.of(new int[][] {{7, 0}, {0}}))
          .withMessageContaining("square");
    }
  }

  @Nested
  class OfSurvival {
    @Test
    void aSubjectLostAtTheTimeOfAnEventWasAtRisk() {
      var curve =
          KaplanMeier.of(
              List.of(
                  new KaplanMeier.Watched(2, false),
                  new KaplanMeier.Watched(2, true),
                  new KaplanMeier.Watched(5, true)));
      assertThat(curve.steps().getFirst().atRisk()).isEqualTo(3);
      assertThat(curve.survivalAt(1.9)).isEqualTo(1);
      assertThat(curve.survivalAt(2)).isCloseTo(2.0 / 3, within(1e-12));
      assertThat(curve.median()).hasValue(5);
    }

    @Test
    void theMedianIsWhereExactlyHalfAreLeft() {
      var curve =
          KaplanMeier.of(
              List.of(
                  new KaplanMeier.Watched(1, true),
                  new KaplanMeier.Watched(2, true),
                  new KaplanMeier.Watched(3, true),
                  new KaplanMeier.Watched(4, true)));
      assertThat(curve.median()).hasValue(2);
    }

    @Test
    void zeroAndMinusZeroAreOneTime() {
      var curve =
          KaplanMeier.of(
              List.of(new KaplanMeier.Watched(0.0, true), new KaplanMeier.Watched(-0.0, true)));
      assertThat(curve.steps()).hasSize(1);
    }

    @Test
    void whereNoneIsLeftTheFormulaHasNoValue() {
      var last = KaplanMeier.of(List.of(new KaplanMeier.Watched(1, true))).steps().getLast();
      assertThat(last.survival()).isEqualTo(0);
      assertThat(last.standardError()).isEmpty();
      assertThat(last.interval(0.95)).isEmpty();
      assertThat(last.plainInterval(0.95)).isEmpty();
    }

    @Test
    void withoutEventsNothingFalls() {
      var curve = KaplanMeier.of(List.of(new KaplanMeier.Watched(3, false)));
      assertThat(curve.steps()).isEmpty();
      assertThat(curve.survivalAt(100)).isEqualTo(1);
      assertThat(curve.median()).isEqualTo(OptionalDouble.empty());
    }
  }

  @Nested
  class OfOveruse {
    private final Overuse overuse =
        new Overuse(
            List.of(
                new Overuse.Trial(true, 5, 2), // 3 too many
                new Overuse.Trial(true, 2, 2),
                new Overuse.Trial(false, 9, 2), // 7 too many, but no success
                new Overuse.Trial(false, 0, 2)));

    @Test
    void theRateCountsSuccessesTheCountAllTrials() {
      assertThat(overuse.successRate()).isEqualTo(0.5);
      assertThat(overuse.rate()).hasValue(0.5);
      assertThat(overuse.count()).isEqualTo(10);
    }

    @Test
    void excessOfAFailureIsNoOverusedSuccess() {
      var trials =
          List.of(
              new Overuse.Trial(true, 2, 2),
              new Overuse.Trial(true, 1, 2),
              new Overuse.Trial(true, 3, 2),
              new Overuse.Trial(false, 9, 2),
              new Overuse.Trial(false, 8, 2));
      assertThat(new Overuse(trials).rate()).hasValueCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void theRiskIsWeighted() {
      assertThat(overuse.risk(new Overuse.Weights(0.5, 0.5), 20)).isCloseTo(0.25, within(1e-12));
      assertThat(overuse.risk(new Overuse.Weights(0.7, 0.3), 5)).isCloseTo(0.325, within(1e-12));
    }

    @Test
    void withoutSuccessThereIsNoRateAndNoRisk() {
      var none = new Overuse(List.of(new Overuse.Trial(false, 9, 2)));
      assertThat(none.rate()).isEmpty();
      assertThat(none.risk(new Overuse.Weights(0.5, 0.5), 7)).isEqualTo(0);
    }

    @Test
    void weightsThatDoNotAddUpAreRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Overuse.Weights(0.7, 0.7))
          .withMessageContaining("add up to 1");
    }
  }

  @Nested
  class OutOfRange {
    @Test
    void countsAndConfidencesAreRefusedWithTheirValues() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Proportion(3, 2))
          .withMessageContaining("3 of 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Proportion(0, 0))
          .withMessageContaining("trials must be at least 1, but was 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Proportion(1, 2).wilson(95))
          .withMessageContaining("but was 95");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Proportion(1, 2).jeffreys(Double.NaN))
          .withMessageContaining("but was NaN");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PassAtK.any(new Proportion(1, 2), 3))
          .withMessageContaining("at most the number of attempts, 2, but was 3");
    }

    @Test
    void countsThatCannotBeAreRefusedEverywhere() {
      List<ThrowingCallable> wrong =
          List.of(
              () -> new Sprt(0.1, 0.5, 0.05, 0.05).logLikelihoodRatio(3, 2),
              () -> ConfidenceSequence.uniform(0.95).interval(3, 2),
              () -> new MissingTrials(3, 2, 1));
      assertThat(wrong)
          .allSatisfy(call ->
              assertThatIllegalArgumentException()
                  .isThrownBy(call)
                  .withMessageContaining("3 of 2"));
    }

    @Test
    void theEndsOfAnOpenRangeAreOutside() {
      for (double end : new double[] {0, 1}) {
        assertThatIllegalArgumentException().isThrownBy(() -> Check.insideUnit("confidence", end));
      }
      for (double end : new double[] {0, Double.POSITIVE_INFINITY}) {
        assertThatIllegalArgumentException().isThrownBy(() -> Check.positive("weight", end));
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new KaplanMeier.Watched(Double.POSITIVE_INFINITY, true));
    }

    @Test
    void aPValueAboveOneIsRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new HypothesisFamily(List.of("a")).holm(Map.of("a", 1.5)))
          .withMessageContaining("p-value of a");
    }
  }
}
