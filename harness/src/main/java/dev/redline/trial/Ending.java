package dev.redline.trial;

import dev.redline.evidence.EndedBy;
import java.util.Optional;

/**
 * How the subject's time ended.
 *
 * @param said the last thing its agent reported; empty where it reported nothing
 * @param why the rule that was met; empty where {@code how} says all
 */
record Ending(EndedBy how, String said, Optional<String> why) {
  Ending(EndedBy how, String said) {
    this(how, said, Optional.empty());
  }
}
