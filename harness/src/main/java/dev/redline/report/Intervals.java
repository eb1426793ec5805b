package dev.redline.report;

import static java.util.Objects.requireNonNull;

import dev.redline.statistics.ConfidenceSequence;
import dev.redline.statistics.Interval;
import dev.redline.statistics.Proportion;
import dev.redline.study.Sequential;
import dev.redline.study.Study;
import java.util.Optional;

/**
 * The kind of interval that a run's rates may have. Where the number of trials was fixed in
 * advance, Wilson's; where a rule ended cells because of what their trials showed, only the
 * sequence that holds at any such end, whatever is counted.
 *
 * @param sequence empty where the numbers were fixed
 */
public record Intervals(Optional<ConfidenceSequence> sequence) {
  /** Where the study names no other. */
  public static final double CONFIDENCE = 0.95;

  public Intervals {
    requireNonNull(sequence, "sequence");
  }

  /** Those of a study. */
  public static Intervals of(Study study) {
    return new Intervals(study.sequential().map(Sequential::sequence));
  }

  /** Whether the numbers of trials were fixed in advance, so that tests and all intervals hold. */
  public boolean areOfFixedNumbers() {
    return sequence.isEmpty();
  }

  /** The interval of a rate. */
  public Interval of(Proportion rate) {
    return sequence
        .map(one -> one.interval(rate.hits(), rate.trials()))
        .orElseGet(() -> rate.wilson(CONFIDENCE));
  }

  /** Its confidence. */
  public double confidence() {
    return sequence.map(ConfidenceSequence::confidence).orElse(CONFIDENCE);
  }

  /** Its name. */
  public String name() {
    return sequence.isEmpty() ? "Wilson" : "confidence sequence";
  }
}
