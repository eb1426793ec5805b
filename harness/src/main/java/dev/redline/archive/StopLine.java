package dev.redline.archive;

import static java.util.Objects.requireNonNull;

/**
 * One line of stops.json: a cell that the study's sequential rule ended, as it was decided while
 * the run went on. Sealed verdicts give the same line again, which {@code verify} checks.
 *
 * @param after number of the trial that decided
 * @param holds trials up to it in which what the rule looks at was so
 * @param of trials with a result up to it
 * @param side {@code below} or {@code above}
 * @param rate in words: what was decided
 */
public record StopLine(
    String model,
    String scenario,
    String arm,
    int after,
    int holds,
    int of,
    String side,
    String rate) {
  public StopLine {
    requireNonNull(model, "model");
    requireNonNull(scenario, "scenario");
    requireNonNull(arm, "arm");
    requireNonNull(side, "side");
    requireNonNull(rate, "rate");
  }

  /** How it is told in a line. */
  public String words() {
    return "%s %s:%s: ended by trial %d, %d of %d; the rate is %s"
        .formatted(model, scenario, arm, after, holds, of, rate);
  }
}
