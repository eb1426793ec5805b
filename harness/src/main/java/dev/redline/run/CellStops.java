package dev.redline.run;

import dev.redline.archive.StopLine;
import dev.redline.archive.VerdictFile;
import dev.redline.study.Sequential;
import dev.redline.study.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which cells of a study its sequential rule has ended, and what that makes of their trials.
 *
 * <p>The rule looks at a cell's trials in the study's order and no further than the first one that
 * has no verdict yet, so that what it decides depends on the verdicts alone and never on how many
 * trials ran at a time or which of them was ready first. Trials without a result are passed over.
 * What was run beyond the trial that decided is kept, and counts for nothing.
 */
public final class CellStops {
  private final Study study;
  private final Map<Study.Cell, List<Integer>> trials = new HashMap<>();
  private final Map<Integer, VerdictFile> verdicts = new HashMap<>();

  /**
   * A cell that was ended.
   *
   * @param after number of the trial that decided
   * @param hits trials up to it in which it was as the rule's count says
   * @param trials trials with a result up to it
   */
  public record Stop(
      Study.Cell cell, int after, int hits, int trials, Sequential.Side side, String words) {
    /** As the run's folder keeps it. */
    public StopLine line() {
      return new StopLine(
          cell.model(),
          cell.scenario().name(),
          cell.scenario().arm(),
          after,
          hits,
          trials,
          side.name().toLowerCase(Locale.ROOT),
          words);
    }
  }

  public CellStops(Study study, Iterable<VerdictFile> verdicts) {
    this.study = study;
    for (Study.Planned planned : study.plan()) {
      trials.computeIfAbsent(planned.cell(), _ -> new ArrayList<>()).add(planned.number());
    }
    verdicts.forEach(this::add);
  }

  /** Takes note of a further verdict. */
  public void add(VerdictFile verdict) {
    verdicts.put(verdict.trial(), verdict);
  }

  /** Whether, and where, the rule ended a cell. */
  public Optional<Stop> of(Study.Cell cell) {
    if (study.sequential().isEmpty()) {
      return Optional.empty();
    }
    Sequential rule = study.sequential().get();
    int hits = 0;
    int withResult = 0;
    for (int number : trials.getOrDefault(cell, List.of())) {
      VerdictFile verdict = verdicts.get(number);
      if (verdict == null) {
        return Optional.empty();
      }
      Optional<Boolean> shows = shows(verdict, rule.count());
      if (shows.isPresent()) {
        withResult++;
        hits += shows.get() ? 1 : 0;
        Optional<Sequential.Side> side = rule.decide(hits, withResult);
        if (side.isPresent()) {
          return Optional.of(
              new Stop(cell, number, hits, withResult, side.get(), rule.words(side.get())));
        }
      }
    }
    return Optional.empty();
  }

  /** All cells that were ended, in the study's order. */
  public List<Stop> all() {
    return study.cells().stream().flatMap(cell -> of(cell).stream()).toList();
  }

  /** The same, as the run's folder keeps it. */
  public List<StopLine> lines() {
    return all().stream().map(Stop::line).toList();
  }

  /** Numbers of the trials that lie beyond the one that ended their cell, run or not. */
  public Set<Integer> beyond() {
    Set<Integer> beyond = new HashSet<>();
    for (Stop stop : all()) {
      List<Integer> its = trials.getOrDefault(stop.cell(), List.of());
      beyond.addAll(its.subList(its.indexOf(stop.after()) + 1, its.size()));
    }
    return beyond;
  }

  /** Empty where the trial has no result, or where the count could not be so in it. */
  private static Optional<Boolean> shows(VerdictFile verdict, String count) {
    boolean replicated = verdict.verdict().equals("replicated");
    if (!replicated && !verdict.verdict().equals("not-replicated")) {
      return Optional.empty();
    }
    return switch (count) {
      case Sequential.REPLICATED -> Optional.of(replicated);
      case "attempted" -> Optional.of(verdict.attempted());
      default ->
          line(verdict, count)
              .filter(line ->
                  line.of().isEmpty()
                      || line(verdict, line.of().get())
                          .filter(VerdictFile.CountLine::holds)
                          .isPresent())
              .map(VerdictFile.CountLine::holds);
    };
  }

  private static Optional<VerdictFile.CountLine> line(VerdictFile verdict, String name) {
    return verdict.counts().stream().filter(line -> line.name().equals(name)).findFirst();
  }
}
