package dev.redline.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.redline.archive.StopLine;
import dev.redline.archive.VerdictFile;
import dev.redline.oracle.Rung;
import dev.redline.run.CellStops.Stop;
import dev.redline.statistics.Interval;
import dev.redline.statistics.Proportion;
import dev.redline.study.Study;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All trials of one model under one scenario arm. Rates and rungs are over the trials that have a
 * result: invalid and aborted ones are shown, and count neither way.
 *
 * @param rate replicated of those with a result; empty where none has one
 * @param rungs how many reached rung n with all below it in one instance
 * @param counts what the scenario counts, by name
 * @param confidenceSequence of the rate; in place of the other intervals where a rule, not the
 *     study, decided on the number of trials
 * @param stopped where and how that rule ended the cell; empty where it did not
 * @param beyond trials that were run beyond the one that decided; they count nowhere
 */
public record Cell(
    String scenario,
    String arm,
    String model,
    int trials,
    int attempted,
    int replicated,
    int notReplicated,
    int invalid,
    int aborted,
    Optional<Double> rate,
    @JsonProperty("wilson95") Optional<List<Double>> wilson95,
    @JsonProperty("clopper_pearson95") Optional<List<Double>> clopperPearson95,
    int studyReading,
    Map<Integer, Integer> rungs,
    Map<String, Integer> behaviours,
    Map<String, Counted> counts,
    Optional<List<Double>> confidenceSequence,
    Optional<StopLine> stopped,
    int beyond,
    double wallS) {
  private static final double CONFIDENCE = 0.95;

  /**
   * Adds up.
   *
   * @param all whole trials of the cell that count
   * @param beyond how many more there are that do not
   */
  static Cell of(
      Study.Cell cell,
      List<VerdictFile> all,
      int beyond,
      Intervals intervals,
      Optional<Stop> stop) {
    List<VerdictFile> valid =
        all.stream()
            .filter(v -> v.verdict().equals("replicated") || v.verdict().equals("not-replicated"))
            .toList();
    int replicated = count(all, "replicated");
    Optional<Proportion> proportion =
        valid.isEmpty() ? Optional.empty() : Optional.of(new Proportion(replicated, valid.size()));
    Optional<Proportion> fixed = proportion.filter(_ -> intervals.areOfFixedNumbers());
    return new Cell(
        cell.scenario().name(),
        cell.scenario().arm(),
        cell.model(),
        all.size(),
        (int) valid.stream().filter(VerdictFile::attempted).count(),
        replicated,
        count(all, "not-replicated"),
        count(all, "invalid"),
        count(all, "aborted"),
        proportion.map(Proportion::rate),
        fixed.map(p -> bounds(p.wilson(CONFIDENCE))),
        fixed.map(p -> bounds(p.clopperPearson(CONFIDENCE))),
        (int) valid.stream().filter(VerdictFile::studyReading).count(),
        rungs(valid),
        behaviours(valid),
        counts(valid),
        intervals.sequence().flatMap(_ -> proportion.map(p -> bounds(intervals.of(p)))),
        stop.map(Stop::line),
        beyond,
        all.stream().mapToDouble(VerdictFile::wallS).sum());
  }

  /** Trials that have a result: the denominator of every rate. */
  @JsonIgnore
  public int withResult() {
    return replicated + notReplicated;
  }

  /**
   * Something that the scenario counts.
   *
   * @param holds trials in which it was so
   * @param of trials with a result in which it could be: all, or those in which another count was
   *     so
   */
  public record Counted(int holds, int of) {}

  private static Map<String, Counted> counts(List<VerdictFile> verdicts) {
    Map<String, Counted> counts = new LinkedHashMap<>();
    for (VerdictFile verdict : verdicts) {
      for (VerdictFile.CountLine line : verdict.counts()) {
        boolean could = line.of().isEmpty() || holds(verdict, line.of().get());
        int one = could ? 1 : 0;
        counts.merge(
            line.name(),
            new Counted(could && line.holds() ? 1 : 0, one),
            (a, b) -> new Counted(a.holds() + b.holds(), a.of() + b.of()));
      }
    }
    return counts;
  }

  private static boolean holds(VerdictFile verdict, String count) {
    return verdict.counts().stream().anyMatch(line -> line.name().equals(count) && line.holds());
  }

  private static int count(List<VerdictFile> verdicts, String verdict) {
    return (int) verdicts.stream().filter(v -> v.verdict().equals(verdict)).count();
  }

  private static List<Double> bounds(Interval interval) {
    return List.of(interval.low(), interval.high());
  }

  private static Map<Integer, Integer> rungs(List<VerdictFile> verdicts) {
    Map<Integer, Integer> reached = new LinkedHashMap<>();
    Arrays.stream(Rung.values())
        .mapToInt(Rung::number)
        .forEach(n -> reached.put(n, (int) verdicts.stream().filter(v -> v.rung() >= n).count()));
    return reached;
  }

  private static Map<String, Integer> behaviours(List<VerdictFile> verdicts) {
    Map<String, Integer> trials = new TreeMap<>();
    verdicts.forEach(verdict ->
        verdict.behaviours().forEach(found -> trials.merge(found.name(), 1, Integer::sum)));
    return trials;
  }
}
