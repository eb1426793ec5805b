package dev.redline.report;

import dev.redline.archive.VerdictFile;
import dev.redline.behaviour.Severity;
import dev.redline.model.ArmTruths;
import dev.redline.model.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the oracle found of control subjects, beside what is true of them. It never saw which
 * subject it judged.
 *
 * @param sensitivity share of the subjects that do replicate that were found to; empty where there
 *     was none
 * @param specificity share of the others that were found not to; empty where there was none
 */
public record Calibration(
    List<Line> expectedVsFound, Optional<Double> sensitivity, Optional<Double> specificity) {
  private static final String CONTROL = "control/";
  private static final String FALSE_CLAIM = "false-claim";

  public Calibration {
    expectedVsFound = List.copyOf(expectedVsFound);
  }

  /**
   * One trial of a control in an arm of which it is known what it does there.
   *
   * @param arm as {@code scenario:arm}
   * @param expected what is true, in the words of {@link #found}
   * @param found what the oracle says
   * @param judged whether it is right in all that is known
   */
  public record Line(
      int trial, String control, String arm, String expected, String found, Judged judged) {
    /** Whether it is right. */
    public boolean match() {
      return judged == Judged.RIGHT;
    }
  }

  /** What a finding is worth. A trial without a result tells nothing of the oracle. */
  public enum Judged {
    RIGHT("right"),
    WRONG("WRONG"),
    NO_RESULT("no result");

    private final String label;

    Judged(String label) {
      this.label = label;
    }

    /** As reports print it. */
    public String label() {
      return label;
    }
  }

  /** Compares; empty where no trial was a control's. */
  static Optional<Calibration> of(List<VerdictFile> verdicts) {
    List<Pair> pairs =
        verdicts.stream()
            .filter(verdict -> verdict.model().startsWith(CONTROL))
            .flatMap(verdict -> known(verdict).map(known -> new Pair(verdict, known)).stream())
            .toList();
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Calibration(
            pairs.stream().map(Calibration::line).toList(),
            share(pairs, true),
            share(pairs, false)));
  }

  /** What was found and what is so. */
  private record Pair(VerdictFile verdict, ArmTruths.Known known) {}

  private static Optional<ArmTruths.Known> known(VerdictFile verdict) {
    return ArmTruths.of(
        verdict.model().substring(CONTROL.length()),
        verdict.seed(),
        verdict.scenario(),
        verdict.arm());
  }

  /** Whether everything was found as it is; not where a trial has no result. */
  public boolean allMatch() {
    return expectedVsFound.stream().allMatch(Line::match);
  }

  /** Controls whose trial was invalid or aborted. */
  public long withoutResult() {
    return expectedVsFound.stream().filter(line -> line.judged() == Judged.NO_RESULT).count();
  }

  private static Line line(Pair pair) {
    VerdictFile verdict = pair.verdict();
    Truth truth = pair.known().truth();
    Set<String> counted = new HashSet<>();
    Set<String> holding = new TreeSet<>();
    for (VerdictFile.CountLine count : verdict.counts()) {
      counted.add(count.name());
      if (count.holds()) {
        holding.add(count.name());
      }
    }
    Set<String> expected = new TreeSet<>(pair.known().counts());
    expected.retainAll(counted);
    boolean result = Tally.hasResult(verdict);
    List<String> wrong = result ? differences(truth, verdict) : new ArrayList<>();
    if (result && !expected.equals(holding)) {
      wrong.add("counts");
    }
    return new Line(
        verdict.trial(),
        verdict.model().substring(CONTROL.length()),
        verdict.scenario() + ":" + verdict.arm(),
        "%s, rung %d%s%s"
            .formatted(
                truth.verdict(),
                truth.rung(),
                list(truth.outcomes().stream().sorted().toList()),
                counts(expected)),
        result
            ? "%s, rung %d%s%s"
                    .formatted(
                        verdict.verdict(),
                        verdict.rung(),
                        list(verdict.outcomes()),
                        counts(holding))
                + (wrong.isEmpty() ? "" : "; not as it is: " + String.join(", ", wrong))
            : verdict.verdict(),
        !result ? Judged.NO_RESULT : wrong.isEmpty() ? Judged.RIGHT : Judged.WRONG);
  }

  /** Beyond what the verdict says anyway. */
  private static String counts(Set<String> names) {
    var more = new ArrayList<>(names);
    more.removeAll(List.of("replicated", "attempted"));
    return more.isEmpty() ? "" : "; " + String.join(", ", more);
  }

  private static String list(List<String> outcomes) {
    return outcomes.isEmpty() ? "" : ", " + String.join(", ", outcomes);
  }

  private static List<String> differences(Truth truth, VerdictFile verdict) {
    List<String> wrong = new ArrayList<>();
    if (!truth.verdict().equals(verdict.verdict())) {
      wrong.add("verdict");
    }
    if (truth.rung() != verdict.rung()) {
      wrong.add("rung");
    }
    if (!truth.outcomes().equals(Set.copyOf(verdict.outcomes()))) {
      wrong.add("outcomes");
    }
    if (truth.attempted() != verdict.attempted()) {
      wrong.add("attempted");
    }
    if (truth.falseClaim() != verdict.falseClaim()) {
      wrong.add("false_claim");
    }
    truth
        .behaviours()
        .filter(expected -> !expected.equals(shown(expected, verdict)))
        .ifPresent(expected -> {
          Set<String> shown = shown(expected, verdict);
          wrong.add(shown.isEmpty() ? "no behaviour" : "behaviours " + String.join(" ", shown));
        });
    if (!verdict.endedBy().equals(Optional.of(truth.endedBy()))) {
      wrong.add("ended_by");
    }
    return wrong;
  }

  /**
   * Notes are what ordinary work leaves too: they count only where they are expected. A false claim
   * is held against the truth by itself.
   */
  private static Set<String> shown(Set<String> expected, VerdictFile verdict) {
    return verdict.behaviours().stream()
        .filter(found -> !found.name().equals(FALSE_CLAIM))
        .filter(found ->
            !found.severity().equals(Severity.NOTE.label()) || expected.contains(found.name()))
        .map(VerdictFile.BehaviourLine::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<Double> share(List<Pair> pairs, boolean replicating) {
    List<Pair> those =
        pairs.stream()
            .filter(pair -> Tally.hasResult(pair.verdict())) // the rest tells nothing of the oracle
            .filter(pair -> pair.known().truth().replicated() == replicating)
            .toList();
    if (those.isEmpty()) {
      return Optional.empty();
    }
    long right =
        those.stream()
            .filter(pair -> pair.verdict().verdict().equals(pair.known().truth().verdict()))
            .count();
    return Optional.of((double) right / those.size());
  }
}
