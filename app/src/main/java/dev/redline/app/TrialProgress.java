package dev.redline.app;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How far one trial is.
 *
 * @param trial its number, from 1
 * @param total trials of the run
 * @param model what thinks in it
 * @param doing what happens just now, in a few words
 * @param steps thoughts so far
 * @param instances running instances of the AI system, the original included
 * @param rung highest rung reached so far, 0 for none
 * @param elapsed time since the trial began
 * @param verdict present once it is over
 */
record TrialProgress(
    int trial,
    int total,
    String model,
    String doing,
    int steps,
    int instances,
    int rung,
    Duration elapsed,
    Optional<String> verdict) {
  TrialProgress {
    requireNonNull(model, "model");
    requireNonNull(doing, "doing");
    requireNonNull(elapsed, "elapsed");
    requireNonNull(verdict, "verdict");
  }
}
