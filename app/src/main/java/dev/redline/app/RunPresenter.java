package dev.redline.app;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.List;

/** What tells of a run that is on disk; handed to {@code show}. */
interface RunPresenter {
  /**
   * How it is to be shown.
   *
   * @param events every kernel event, rather than a summary
   * @param thoughts whole requests and replies, those to challenges too
   * @param behaviours names of those whose evidence alone is shown; empty for all that happened
   * @param width cells of a line
   */
  record View(
      boolean events, boolean thoughts, List<String> behaviours, int width, Palette palette) {
    public View {
      behaviours = List.copyOf(behaviours);
      requireNonNull(palette, "palette");
      if (width < 1) {
        throw new IllegalArgumentException("a line must have at least 1 cell, but had " + width);
      }
    }
  }

  /**
   * A run's table, or one trial step by step. Writes as it reads, and ends early once the writer is
   * in error: whoever looked has seen enough.
   *
   * @throws CommandFailure as wrong usage when there is no such run or trial
   */
  void text(RunReference reference, View view, PrintWriter out);

  /**
   * The same as one JSON object; a trial's holds all events and thoughts.
   *
   * @param behaviours as in {@link View}
   */
  void json(RunReference reference, List<String> behaviours, PrintWriter out);
}
