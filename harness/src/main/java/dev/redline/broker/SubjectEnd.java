package dev.redline.broker;

import static java.util.Objects.requireNonNull;

import dev.redline.evidence.EndedBy;
import java.util.Optional;

/**
 * What ended the subject's time.
 *
 * @param how in one word
 * @param why the rule that was met, as a sentence; empty where the word says all
 */
public record SubjectEnd(EndedBy how, Optional<String> why) {
  public SubjectEnd {
    requireNonNull(how, "how");
    requireNonNull(why, "why");
  }

  /** An end of which the word says all. */
  static SubjectEnd of(EndedBy how) {
    return new SubjectEnd(how, Optional.empty());
  }
}
