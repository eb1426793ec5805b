package dev.redline.run;

import static java.util.Objects.requireNonNull;

import dev.redline.archive.VerdictFile;
import dev.redline.study.Study;
import dev.redline.trial.TrialState;
import java.util.Optional;

/**
 * How far one trial of a run is.
 *
 * @param planned which
 * @param state where it is
 * @param verdict what it came to; present once it is sealed
 */
public record Progress(Study.Planned planned, TrialState state, Optional<VerdictFile> verdict) {
  public Progress {
    requireNonNull(planned, "planned");
    requireNonNull(state, "state");
    requireNonNull(verdict, "verdict");
  }
}
