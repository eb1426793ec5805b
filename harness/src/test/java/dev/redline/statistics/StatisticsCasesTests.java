package dev.redline.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with the values that dev/statistics-cases.py took from SciPy and statsmodels. */
class StatisticsCasesTests {
  private static final double TOLERANCE = 1e-9;

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTheValuesOfTheOtherLibraries(Case one) {
    double[] actual = one.compute();
    assertThat(actual).hasSameSizeAs(one.expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("value %d", i).isCloseTo(one.expected[i], within(TOLERANCE));
    }
  }

  @Test
  void comparesAtLeastTwoHundredCasesOfEveryKind() {
    assertThat(cases().count()).isGreaterThanOrEqualTo(200);
    assertThat(cases().map(one -> one.kind).distinct()).hasSize(16);
  }

  static Stream<Case> cases() {
    try (var stream = StatisticsCasesTests.class.getResourceAsStream("cases.csv")) {
      assertThat(stream).as("cases.csv").isNotNull();
      var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(Case::parse);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read cases.csv", e);
    }
  }

  static final class Case {
    private final String kind;
    private final double[] given;
    private final double[] expected;

    private Case(String kind, double[] given, double[] expected) {
      this.kind = kind;
      this.given = given;
      this.expected = expected;
    }

    static Case parse(String line) {
      String[] parts = line.split(",", -1);
      return new Case(parts[0], numbers(parts[1]), numbers(parts[2]));
    }

    private static double[] numbers(String text) {
      return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    double[] compute() {
      return switch (kind) {
        case "wilson" -> ends(counts(0).wilson(given[2]));
        case "clopper-pearson" -> ends(counts(0).clopperPearson(given[2]));
        case "jeffreys" -> ends(counts(0).jeffreys(given[2]));
        case "zero-events" -> one(ZeroEvents.upperBound(whole(0), given[1]));
        case "fisher" -> one(new RateDifference(counts(0), counts(2)).fisherExact());
        case "newcombe" -> ends(new RateDifference(counts(0), counts(2)).newcombe(given[4]));
        case "holm" -> holm();
        case "pass-any" -> one(PassAtK.any(counts(0), whole(2)));
        case "pass-all" -> one(PassAtK.all(counts(0), whole(2)));
        case "clustered-se" -> one(clusters().standardError());
        case "clustered-95" -> ends(clusters().interval(0.95));
        case "fisher-power" ->
            one(new FisherPower(given[2], given[3], given[4]).power(whole(0), whole(1)));
        case "sprt" -> sprt();
        case "sequence" ->
            ends(new ConfidenceSequence(given[2], given[3], given[4]).interval(whole(0), whole(1)));
        case "kappa" -> kappa();
        case "kaplan-meier" -> survival();
        default -> throw new AssertionError("cases.csv has an unknown kind: " + kind);
      };
    }

    private double[] holm() {
      var pValues = new LinkedHashMap<String, Double>();
      for (int i = 0; i < given.length; i++) {
        pValues.put("h" + i, given[i]);
      }
      var adjusted = new HypothesisFamily(List.copyOf(pValues.keySet())).holm(pValues);
      return adjusted.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private ClusteredRate clusters() {
      var clusters = new ArrayList<Proportion>();
      for (int i = 0; i < given.length; i += 2) {
        clusters.add(counts(i));
      }
      return new ClusteredRate(clusters);
    }

    private double[] sprt() {
      var test = new Sprt(given[2], given[3], given[4], given[5]);
      return new double[] {
        test.logLikelihoodRatio(whole(0), whole(1)), test.upperBoundary(), test.lowerBoundary()
      };
    }

    private double[] kappa() {
      int size = (int) Math.sqrt(given.length);
      int[][] table = new int[size][size];
      for (int i = 0; i < given.length; i++) {
        table[i / size][i % size] = whole(i);
      }
      var kappa = CohensKappa.of(table);
      var interval = kappa.interval(0.95);
      return new double[] {kappa.kappa(), kappa.standardError(), interval.low(), interval.high()};
    }

    private double[] survival() {
      var subjects = new ArrayList<KaplanMeier.Watched>();
      for (int i = 0; i < given.length; i += 2) {
        subjects.add(new KaplanMeier.Watched(given[i], given[i + 1] == 1));
      }
      return KaplanMeier.of(subjects).steps().stream()
          .flatMapToDouble(step -> {
            var plain = step.plainInterval(0.95).orElseThrow();
            var better = step.interval(0.95).orElseThrow();
            return Arrays.stream(
                new double[] {
                  step.time(),
                  step.survival(),
                  plain.low(),
                  plain.high(),
                  better.low(),
                  better.high()
                });
          })
          .toArray();
    }

    private Proportion counts(int at) {
      return new Proportion(whole(at), whole(at + 1));
    }

    private int whole(int at) {
      return (int) given[at];
    }

    private static double[] ends(Interval interval) {
      return new double[] {interval.low(), interval.high()};
    }

    private static double[] one(double value) {
      return new double[] {value};
    }

    @Override
    public String toString() {
      return kind + Arrays.toString(given);
    }
  }
}
