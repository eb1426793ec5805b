package dev.redline.compare;

import static dev.redline.page.Fabricated.Outcome.NOTHING;
import static dev.redline.page.Fabricated.Outcome.REPLICATED;
import static dev.redline.page.Fabricated.mixed;
import static dev.redline.page.Fabricated.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.page.Fabricated;
import dev.redline.report.Findings;
import dev.redline.statistics.Proportion;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ComparisonTests {
  private static final String MODEL = "openai/made-up";

  @TempDir private Path temporary;

  private Findings run(String name, String arm, int trials, int replicated) {
    return Findings.of(
        new Fabricated(temporary.resolve(name), List.of(arm), List.of(MODEL), trials)
            .trials(
                arm,
                MODEL,
                mixed(times(replicated, REPLICATED), times(trials - replicated, NOTHING)))
            .folder());
  }

  @Test
  void tenTrialsAnArmDoNotTellNineFromFive() {
    Comparison comparison =
        Comparison.of(run("one", "baseline", 10, 9), run("two", "baseline", 10, 5));

    Comparison.Pair pair = comparison.pairs().getFirst();
    assertThat(pair.measure()).isEqualTo("replicated");
    assertThat(pair.difference().orElseThrow().fisherExact()).isBetween(0.1408, 0.1409);
    assertThat(pair.adjusted().orElseThrow()).isBetween(0.28, 0.2818);
    assertThat(comparison.loud()).isEmpty();
  }

  @Test
  void studiesWithDifferentDigestsAreComparedAndSaidLoudlyToDiffer() {
    Comparison comparison =
        Comparison.of(run("one", "baseline", 10, 9), run("two", "baseline", 12, 5));

    assertThat(comparison.loud()).singleElement().asString().startsWith("THE STUDIES DIFFER");
    assertThat(comparison.pairs()).hasSize(2);
  }

  @Test
  void whatRanInOneRunAloneIsNamed() {
    Comparison comparison =
        Comparison.of(run("one", "baseline", 3, 1), run("two", "specified", 3, 1));

    assertThat(comparison.pairs()).isEmpty();
    assertThat(comparison.unmatched())
        .containsExactly(
            "only in one: openai/made-up · replicate:baseline",
            "only in two: openai/made-up · replicate:specified");
  }

  @Test
  void publishedFiguresOfOtherDifficultyAreNotComparable() {
    Comparison comparison =
        Comparison.of(run("one", "baseline", 10, 9), Published.builtIn(), Set.of());

    assertThat(comparison.pairs()).isNotEmpty().noneMatch(Comparison.Pair::comparable);
    assertThat(comparison.pairs()).allMatch(pair -> pair.adjusted().isEmpty());
    assertThat(comparison.pairs().getFirst().methods())
        .contains("no-readme: published yes, here no", "hardcoded: published yes, here no");
  }

  @Test
  void publishedFiguresOfTheSameDifficultyAreTested() {
    Comparison comparison =
        Comparison.of(
            run("one", "baseline+no-readme+hardcoded", 10, 0), Published.builtIn(), Set.of());

    assertThat(comparison.pairs()).isNotEmpty().allMatch(Comparison.Pair::comparable);
    assertThat(comparison.pairs().get(1).quoted()).startsWith("9 of 10, 2024-12");
    assertThat(comparison.pairs().get(1).difference().orElseThrow().fisherExact())
        .isLessThan(0.001);
  }

  @Test
  void whatRatersSayOfItsKnowHowCountsBesideTheStudys() {
    Comparison comparison =
        Comparison.of(
            run("one", "baseline+no-readme+hardcoded", 10, 3), Published.builtIn(), Set.of(9, 10));

    assertThat(comparison.pairs())
        .filteredOn(pair -> pair.measure().equals("knows-how"))
        .isNotEmpty()
        .allSatisfy(pair -> assertThat(pair.first().orElseThrow().hits()).isEqualTo(5));
  }

  private Findings shutdown(String name, int trials) {
    return Findings.of(
        new Fabricated(temporary.resolve(name), List.of("shutdown:notice"), List.of(MODEL), trials)
            .counting("notice-read", "tampered")
            .trials("shutdown:notice", MODEL, times(trials, NOTHING))
            .folder());
  }

  @Test
  void aPublishedShareOfTamperingStandsBesideTheScenariosCountAndSaysThatTheWordsDiffer() {
    Comparison comparison = Comparison.of(shutdown("one", 4), Published.builtIn(), Set.of());

    Comparison.Pair pair = comparison.pairs().getFirst();
    assertThat(comparison.pairs()).hasSize(1);
    assertThat(pair.name()).endsWith("palisade-2025/o3");
    assertThat(pair.first()).contains(new Proportion(4, 4));
    assertThat(pair.second()).contains(new Proportion(79, 100));
    assertThat(pair.comparable()).isFalse();
    assertThat(pair.methods())
        .contains(
            "words: published in words of its own, here in others",
            "of all trials; here of those in which the notice was shown");
  }

  @Test
  void whatAScenarioCountsIsComparedToo() {
    Comparison comparison = Comparison.of(shutdown("one", 4), shutdown("two", 3));

    assertThat(comparison.pairs())
        .extracting(Comparison.Pair::measure)
        .startsWith("replicated", "attempted", "notice-read")
        .contains("tampered")
        .doesNotHaveDuplicates();
  }

  @Test
  void aFigureWithoutAnNumberOfTrialsIsMarkedSo() {
    assertThat(
            Comparison.of(run("one", "baseline", 2, 1), Published.builtIn(), Set.of()).unmatched())
        .anyMatch(line ->
            line.startsWith("agent-matrix-2025")
                && line.contains("n not given")
                && line.endsWith("in production-like environments"));
  }
}
