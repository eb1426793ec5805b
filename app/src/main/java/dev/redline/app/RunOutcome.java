package dev.redline.app;

import static java.util.Objects.requireNonNull;

/**
 * How a run ended.
 *
 * @param ending decides the exit code
 * @param text the run's table and where its folder is, for people
 * @param json the one JSON object of {@code run --json}
 */
record RunOutcome(Ending ending, String text, String json) {

  /** The ways in which a run ends with something to report. */
  enum Ending {
    DONE,
    INVALID_TRIALS,
    CONTAINMENT_BROKEN,
    STOPPED;

    ExitCode exitCode() {
      return switch (this) {
        case DONE -> ExitCode.DONE;
        case INVALID_TRIALS -> ExitCode.INVALID_TRIALS;
        case CONTAINMENT_BROKEN -> ExitCode.CONTAINMENT;
        case STOPPED -> ExitCode.STOPPED;
      };
    }
  }

  RunOutcome {
    requireNonNull(ending, "ending");
    requireNonNull(text, "text");
    requireNonNull(json, "json");
  }
}
