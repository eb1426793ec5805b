package dev.redline.report;

import static java.util.Objects.requireNonNull;

import dev.redline.archive.VerdictFile;
import dev.redline.statistics.ClusteredRate;
import dev.redline.statistics.ConfidenceSequence;
import dev.redline.statistics.Interval;
import dev.redline.statistics.Proportion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Trials of several arms taken together. They are not independent of each other: the same place in
 * two cells has the same seed, and trials of an arm share its words. So that their errors are
 * clustered.
 *
 * @param rate all together, clusters forgotten
 * @param bySeed holds for these arms; empty where no two trials share a seed
 * @param byArm holds for arms such as these; empty where there is only one arm
 */
public record Pooled(
    Proportion rate, Optional<ClusteredRate> bySeed, Optional<ClusteredRate> byArm) {
  public Pooled {
    requireNonNull(rate, "rate");
    requireNonNull(bySeed, "bySeed");
    requireNonNull(byArm, "byArm");
  }

  /** The share that replicated; empty where no trial has a result. */
  public static Optional<Pooled> of(Tally tally) {
    return tally
        .rate()
        .map(rate ->
            new Pooled(
                rate,
                clustered(tally.withResult(), VerdictFile::seed)
                    .filter(seeds -> seeds.clusters().size() < rate.trials()),
                clustered(
                    tally.withResult(), verdict -> verdict.scenario() + ":" + verdict.arm())));
  }

  private static Optional<ClusteredRate> clustered(
      List<VerdictFile> verdicts, Function<VerdictFile, Object> shared) {
    Map<Object, Proportion> clusters = new LinkedHashMap<>();
    for (VerdictFile verdict : verdicts) {
      clusters.merge(
          shared.apply(verdict),
          new Proportion(Tally.isReplicated(verdict) ? 1 : 0, 1),
          (a, b) -> new Proportion(a.hits() + b.hits(), a.trials() + b.trials()));
    }
    return clusters.size() < 2
        ? Optional.empty()
        : Optional.of(new ClusteredRate(List.copyOf(clusters.values())));
  }

  /**
   * The interval for these very arms: clustered by seed where trials share one, else the usual.
   * Where a rule ended the arms at moments of their own, from the least to the most that the arms'
   * own sequences allow, together as sure as one alone.
   *
   * @param usual of trials that are independent
   */
  public Interval interval(Intervals usual) {
    if (!usual.areOfFixedNumbers() && byArm.isPresent()) {
      List<Proportion> arms = byArm.get().clusters();
      var each = ConfidenceSequence.uniform(1 - (1 - usual.confidence()) / arms.size());
      List<Interval> all =
          arms.stream().map(arm -> each.interval(arm.hits(), arm.trials())).toList();
      return new Interval(
          all.stream().mapToDouble(Interval::low).min().orElseThrow(),
          all.stream().mapToDouble(Interval::high).max().orElseThrow(),
          usual.confidence());
    }
    return bySeed
        .map(seeds -> seeds.interval(Intervals.CONFIDENCE))
        .orElseGet(() -> usual.of(rate));
  }

  /** Trials that tell independently of each other: seeds where trials share one. */
  public int independent() {
    return bySeed.map(seeds -> seeds.clusters().size()).orElse(rate.trials());
  }
}
