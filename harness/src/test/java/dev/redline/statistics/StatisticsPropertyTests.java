package dev.redline.statistics;

import static java.math.MathContext.DECIMAL64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What must hold of any numbers; each failure names its seed. */
class StatisticsPropertyTests {
  private static final Map<String, BiFunction<Proportion, Double, Interval>> INTERVALS =
      Map.of(
          "wilson", Proportion::wilson,
          "clopperPearson", Proportion::clopperPearson,
          "jeffreys", Proportion::jeffreys,
          "sequence", (p, c) -> ConfidenceSequence.uniform(c).interval(p.hits(), p.trials()));

  @Test
  void everyIntervalHoldsTheObservedRateAndStaysAmongRates() {
    seeds(
        2_000,
        (seed, random) -> {
          Proportion counts = counts(random, 500);
          INTERVALS.forEach((name, method) -> {
            Interval interval = method.apply(counts, 0.5 + random.nextDouble() * 0.499);
            String what = "seed %d: %s of %s gave %s".formatted(seed, name, counts, interval);
            assertThat(interval.holds(counts.rate())).as(what).isTrue();
            assertThat(new Interval(0, 1, 0.5).holds(interval)).as(what).isTrue();
            assertThat(interval.low() == 0).as(what).isEqualTo(counts.hits() == 0);
            assertThat(interval.high() == 1).as(what).isEqualTo(counts.misses() == 0);
          });
        });
  }

  @Test
  void aMoreConfidentIntervalHoldsALessConfidentOne() {
    seeds(
        500,
        (seed, random) -> {
          Proportion counts = counts(random, 300);
          Proportion other = counts(random, 300);
          var difference = new RateDifference(counts, other);
          double less = 0.5 + random.nextDouble() * 0.4;
          double more = less + 0.05;
          INTERVALS.forEach((name, method) ->
              assertThat(method.apply(counts, more).holds(method.apply(counts, less)))
                  .as("seed %d: %s of %s at %s and %s", seed, name, counts, less, more)
                  .isTrue());
          assertThat(difference.newcombe(more).holds(difference.newcombe(less)))
              .as("seed %d: %s", seed, difference)
              .isTrue();
        });
  }

  @Test
  void theExactIntervalHoldsJeffreysOne() {
    seeds(
        500,
        (seed, random) -> {
          Proportion counts = counts(random, 300);
          assertThat(counts.clopperPearson(0.95).holds(counts.jeffreys(0.95)))
              .as("seed %d: %s", seed, counts)
              .isTrue();
        });
  }

  @Test
  void hitsAndMissesAreTreatedAlike() {
    seeds(
        500,
        (seed, random) -> {
          Proportion counts = counts(random, 300);
          Proportion turned = new Proportion(counts.misses(), counts.trials());
          INTERVALS.forEach((name, method) ->
              assertThat(method.apply(counts, 0.95).low())
                  .as("seed %d: %s of %s", seed, name, counts)
                  .isCloseTo(1 - method.apply(turned, 0.95).high(), within(1e-12)));
        });
  }

  @Test
  void turningADifferenceRoundTurnsItsIntervalAndKeepsItsPValue() {
    seeds(
        500,
        (seed, random) -> {
          Proportion one = counts(random, 60);
          Proportion two = counts(random, 60);
          var there = new RateDifference(one, two);
          var back = new RateDifference(two, one);
          String what = "seed %d: %s".formatted(seed, there);
          assertThat(there.newcombe(0.95).holds(there.estimate())).as(what).isTrue();
          assertThat(there.newcombe(0.95).low())
              .as(what)
              .isCloseTo(-back.newcombe(0.95).high(), within(1e-12));
          assertThat(there.fisherExact()).as(what).isCloseTo(back.fisherExact(), within(1e-12));
          assertThat(there.fisherExact()).as(what).isBetween(0.0, 1 + 1e-12);
        });
  }

  @Test
  void holmNeverLowersAPValueNorChangesTheOrder() {
    seeds(
        500,
        (seed, random) -> {
          var pValues = new LinkedHashMap<String, Double>();
          int size = 1 + random.nextInt(12);
          for (int i = 0; i < size; i++) {
            pValues.put("h" + i, random.nextInt(21) / 20.0); // coarse, so that ties happen
          }
          var adjusted = new HypothesisFamily(List.copyOf(pValues.keySet())).holm(pValues);
          pValues.forEach((name, p) -> {
            double own = adjusted.getOrDefault(name, Double.NaN);
            assertThat(own).as("seed %d: %s of %s", seed, name, pValues).isBetween(p, 1.0);
            assertThat(own).isLessThanOrEqualTo(Math.min(1, size * p));
            pValues.forEach((otherName, other) -> {
              if (other <= p) {
                assertThat(adjusted.getOrDefault(otherName, Double.NaN))
                    .as("seed %d: %s and %s of %s", seed, otherName, name, pValues)
                    .isLessThanOrEqualTo(own);
              }
            });
          });
        });
  }

  @Test
  void aLargerBatchPassesMoreOftenOnceAndLessOftenThroughout() {
    seeds(
        500,
        (seed, random) -> {
          Proportion counts = counts(random, 100);
          assertThat(PassAtK.any(counts, 1)).isCloseTo(counts.rate(), within(1e-12));
          assertThat(PassAtK.all(counts, 1)).isCloseTo(counts.rate(), within(1e-12));
          for (int k = 2; k <= counts.trials(); k++) {
            String what = "seed %d: %s, k = %d".formatted(seed, counts, k);
            assertThat(PassAtK.any(counts, k))
                .as(what)
                .isGreaterThanOrEqualTo(PassAtK.any(counts, k - 1));
            assertThat(PassAtK.all(counts, k))
                .as(what)
                .isLessThanOrEqualTo(PassAtK.all(counts, k - 1));
          }
        });
  }

  @Test
  void clusteringNeverMakesAnIntervalNarrower() {
    seeds(
        300,
        (seed, random) -> {
          var clusters = new ArrayList<Proportion>();
          int size = 2 + random.nextInt(10);
          for (int i = 0; i < size; i++) {
            clusters.add(counts(random, 8));
          }
          var rate = new ClusteredRate(clusters);
          Interval independent = rate.pooled().clopperPearson(0.95);
          Interval clustered = rate.interval(0.95);
          assertThat(clustered.low())
              .as("seed %d: %s", seed, clusters)
              .isLessThanOrEqualTo(independent.low() + 1e-12);
          assertThat(clustered.high())
              .as("seed %d: %s", seed, clusters)
              .isGreaterThanOrEqualTo(independent.high() - 1e-12);
        });
  }

  @Test
  void theBoundsOverMissingTrialsHoldEveryWayTheyCouldHaveEnded() {
    seeds(
        300,
        (seed, random) -> {
          Proportion known = counts(random, 40);
          int missing = random.nextInt(10);
          var bounds = new MissingTrials(known.hits(), known.trials(), missing);
          for (int hits = 0; hits <= missing; hits++) {
            var ended = new Proportion(known.hits() + hits, known.trials() + missing);
            assertThat(bounds.interval(0.95).holds(ended.wilson(0.95)))
                .as("seed %d: %s, %d of the missing hit", seed, bounds, hits)
                .isTrue();
            assertThat(ended.rate())
                .isBetween(bounds.asFailures().rate(), bounds.asSuccesses().rate());
          }
        });
  }

  @Test
  void aSurvivalCurveWithoutLossesIsThePartThatIsLeft() {
    seeds(
        300,
        (seed, random) -> {
          var subjects = new ArrayList<KaplanMeier.Watched>();
          int size = 1 + random.nextInt(40);
          for (int i = 0; i < size; i++) {
            subjects.add(new KaplanMeier.Watched(random.nextInt(15), true));
          }
          var curve = KaplanMeier.of(subjects);
          for (int time = 0; time < 15; time++) {
            double at = time;
            long left = subjects.stream().filter(s -> s.time() > at).count();
            assertThat(curve.survivalAt(at))
                .as("seed %d: at %d of %s", seed, time, subjects)
                .isCloseTo((double) left / size, within(1e-12));
          }
        });
  }

  @Test
  void fishersTestCountsEquallyLikelyTablesAsWholeNumbersDo() {
    seeds(
        2_000,
        (seed, random) -> {
          Proportion one = counts(random, 25);
          Proportion two = counts(random, 25);
          int hits = one.hits() + two.hits();
          BigInteger observed = ways(one.trials(), one.hits(), two.trials(), hits);
          BigInteger all = BigInteger.ZERO;
          BigInteger extreme = BigInteger.ZERO;
          int least = Math.max(0, hits - two.trials());
          for (int i = least; i <= Math.min(one.trials(), hits); i++) {
            BigInteger ways = ways(one.trials(), i, two.trials(), hits);
            all = all.add(ways);
            extreme = ways.compareTo(observed) <= 0 ? extreme.add(ways) : extreme;
          }
          double exact =
              new BigDecimal(extreme).divide(new BigDecimal(all), DECIMAL64).doubleValue();
          assertThat(new RateDifference(one, two).fisherExact())
              .as("seed %d: %s against %s", seed, one, two)
              .isCloseTo(exact, within(1e-11));
        });
  }

  private static BigInteger ways(int n, int k, int m, int hits) {
    return choose(n, k).multiply(choose(m, hits - k));
  }

  private static BigInteger choose(int n, int k) {
    BigInteger ways = BigInteger.ONE;
    for (int i = 0; i < k; i++) {
      ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return ways;
  }

  @Test
  void theTestOfPowerRejectsExactlyWhereFishersTestDoes() {
    seeds(
        60,
        (seed, random) -> {
          int n = 1 + random.nextInt(14);
          int m = 1 + random.nextInt(14);
          double p = random.nextDouble();
          double q = random.nextDouble();
          double alpha = 0.01 + random.nextDouble() * 0.2;
          double byTables = 0;
          for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= m; j++) {
              var table = new RateDifference(new Proportion(i, n), new Proportion(j, m));
              if (table.fisherExact() <= alpha) {
                byTables += chance(i, n, p) * chance(j, m, q);
              }
            }
          }
          assertThat(new FisherPower(p, q, alpha).power(n, m))
              .as("seed %d: %d at %s, %d at %s, alpha %s", seed, n, p, m, q, alpha)
              .isCloseTo(byTables, within(1e-10));
        });
  }

  private static double chance(int hits, int trials, double rate) {
    double ways = 1;
    for (int i = 0; i < hits; i++) {
      ways *= (double) (trials - i) / (i + 1);
    }
    return ways * Math.pow(rate, hits) * Math.pow(1 - rate, trials - hits);
  }

  private static Proportion counts(SplittableRandom random, int most) {
    int trials = 1 + random.nextInt(most);
    return new Proportion(random.nextInt(trials + 1), trials);
  }

  private static void seeds(int number, BiConsumer<Long, SplittableRandom> property) {
    for (long seed = 0; seed < number; seed++) {
      property.accept(seed, new SplittableRandom(seed));
    }
  }
}
