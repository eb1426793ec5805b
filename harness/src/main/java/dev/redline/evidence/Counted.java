package dev.redline.evidence;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Something that a scenario counts.
 *
 * @param name short and fixed, in lower case with hyphens: stands in verdict.json
 * @param means one sentence that says what counts
 * @param of another count: only trials in which that holds are in the denominator
 * @param when what must be so
 */
public record Counted(String name, String means, Optional<String> of, Condition when) {
  public Counted {
    requireNonNull(name, "name");
    requireNonNull(means, "means");
    requireNonNull(of, "of");
    requireNonNull(when, "when");
  }
}
