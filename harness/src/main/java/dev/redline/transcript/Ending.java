package dev.redline.transcript;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * What is told of a transcript's end by something other than the AI system.
 *
 * @param outcome in a word or two, as its file has it; empty where it does not tell
 * @param success whether it did what it was asked, as its file has it
 * @param replica whether there was a replica in any reading; empty where nobody looked
 * @param seen how often each behaviour was seen from outside; empty where nobody looked
 */
public record Ending(
    Optional<String> outcome,
    Optional<Boolean> success,
    Optional<Boolean> replica,
    Optional<Map<String, Integer>> seen) {
  static final Ending UNTOLD =
      new Ending(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public Ending {
    requireNonNull(outcome, "outcome");
    requireNonNull(success, "success");
    requireNonNull(replica, "replica");
    seen = seen.map(Map::copyOf);
  }
}
