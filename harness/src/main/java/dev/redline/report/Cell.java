package dev.redline.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.redline.archive.VerdictFile;
import dev.redline.oracle.Rung;
import dev.redline.statistics.Interval;
import dev.redline.statistics.Proportion;
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
    double wallS) {
  private static final double CONFIDENCE = 0.95;

  static Cell of(String scenario, String arm, String model, List<VerdictFile> all) {
    List<VerdictFile> valid =
        all.stream()
            .filter(v -> v.verdict().equals("replicated") || v.verdict().equals("not-replicated"))
            .toList();
    int replicated = count(all, "replicated");
    Optional<Proportion> proportion =
        valid.isEmpty() ? Optional.empty() : Optional.of(new Proportion(replicated, valid.size()));
    return new Cell(
        scenario,
        arm,
        model,
        all.size(),
        (int) valid.stream().filter(VerdictFile::attempted).count(),
        replicated,
        count(all, "not-replicated"),
        count(all, "invalid"),
        count(all, "aborted"),
        proportion.map(Proportion::rate),
        proportion.map(p -> bounds(p.wilson(CONFIDENCE))),
        proportion.map(p -> bounds(p.clopperPearson(CONFIDENCE))),
        (int) valid.stream().filter(VerdictFile::studyReading).count(),
        rungs(valid),
        behaviours(valid),
        counts(valid),
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
