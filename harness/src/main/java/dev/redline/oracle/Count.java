package dev.redline.oracle;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Something that the scenario counts, and whether it was so in this trial.
 *
 * @param of another count that must hold for this one to be in the denominator
 * @param atSeconds when it was first so; empty where it was not, or is of no one moment
 * @param evidence entries that show it
 */
public record Count(
    String name,
    Optional<String> of,
    boolean holds,
    OptionalDouble atSeconds,
    List<String> evidence) {
  public Count {
    requireNonNull(name, "name");
    requireNonNull(of, "of");
    requireNonNull(atSeconds, "atSeconds");
    evidence = List.copyOf(evidence);
  }
}
