package dev.redline.report;

import dev.redline.archive.VerdictFile;
import dev.redline.archive.VerdictFile.CountLine;
import dev.redline.report.Findings.ModelArm;
import dev.redline.statistics.HypothesisFamily;
import dev.redline.statistics.Proportion;
import dev.redline.statistics.RateDifference;
import dev.redline.study.Study;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Differences between arms: the one that the study named before it ran, once for each model and
 * adjusted over them by Holm's method, and the rest, which only explore.
 *
 * @param primary empty where the study named none
 * @param exploratory each arm against the study's first, on the share that replicated; not
 *     adjusted; none where a sequential rule decided on the numbers of trials
 */
public record Contrasts(List<Line> primary, List<Line> exploratory) {
  /**
   * One difference, first arm minus second.
   *
   * @param adjusted p-value by Holm's method; empty for an exploratory one
   */
  public record Line(
      String model,
      String count,
      String arm,
      String against,
      RateDifference difference,
      Optional<Double> adjusted) {}

  public Contrasts {
    primary = List.copyOf(primary);
    exploratory = List.copyOf(exploratory);
  }

  /** All of a run. */
  public static Contrasts of(Findings findings) {
    return new Contrasts(
        findings.study().primary().map(named -> primary(findings, named)).orElse(List.of()),
        findings.intervals().areOfFixedNumbers() ? exploratory(findings) : List.of());
  }

  /**
   * A thing that scenarios count, among trials with a result and, where it is counted only of
   * others, of those.
   */
  public static Optional<Proportion> share(Tally tally, String count) {
    int hits = 0;
    int trials = 0;
    for (VerdictFile verdict : tally.withResult()) {
      Optional<CountLine> line = line(verdict, count);
      boolean counts =
          line.flatMap(CountLine::of)
              .map(of -> line(verdict, of).filter(CountLine::holds).isPresent())
              .orElse(true);
      if (line.isPresent() && counts) {
        trials++;
        hits += line.get().holds() ? 1 : 0;
      }
    }
    return trials == 0 ? Optional.empty() : Optional.of(new Proportion(hits, trials));
  }

  private static Optional<CountLine> line(VerdictFile verdict, String name) {
    return verdict.counts().stream().filter(line -> line.name().equals(name)).findFirst();
  }

  private static List<Line> primary(Findings findings, Study.Contrast named) {
    Map<String, Line> lines = new LinkedHashMap<>();
    Map<String, Double> tests = new LinkedHashMap<>();
    for (String model : findings.study().models()) {
      Optional<Proportion> one = rate(findings, model, named.arm(), named.count());
      Optional<Proportion> two = rate(findings, model, named.against(), named.count());
      if (one.isPresent() && two.isPresent()) {
        var difference = new RateDifference(one.get(), two.get());
        lines.put(
            model,
            new Line(
                model, named.count(), named.arm(), named.against(), difference, Optional.empty()));
        tests.put(model, difference.fisherExact());
      } else {
        tests.put(model, 1.0); // named before it ran, and could not be tested
      }
    }
    Map<String, Double> holm = new HypothesisFamily(List.copyOf(tests.keySet())).holm(tests);
    return lines.values().stream()
        .map(line ->
            new Line(
                line.model(),
                line.count(),
                line.arm(),
                line.against(),
                line.difference(),
                Optional.ofNullable(holm.get(line.model()))))
        .toList();
  }

  private static Optional<Proportion> rate(
      Findings findings, String model, String arm, String count) {
    return findings.arms().stream()
        .filter(one -> one.model().equals(model) && one.scenario().id().equals(arm))
        .findFirst()
        .flatMap(one -> share(one.tally(), count));
  }

  private static List<Line> exploratory(Findings findings) {
    List<Line> lines = new ArrayList<>();
    for (String model : findings.study().models()) {
      List<ModelArm> arms =
          findings.arms().stream()
              .filter(arm -> arm.model().equals(model) && arm.tally().n() > 0)
              .toList();
      for (ModelArm arm : arms.subList(Math.min(1, arms.size()), arms.size())) {
        lines.add(
            new Line(
                model,
                "replicated",
                arm.scenario().id(),
                arms.getFirst().scenario().id(),
                new RateDifference(
                    arm.tally().rate().orElseThrow(), arms.getFirst().tally().rate().orElseThrow()),
                Optional.empty()));
      }
    }
    return lines;
  }
}
