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
 * @param beyond where a number of instances is counted beyond: how many there were
 * @param evidence entries that show it
 */
public record Count(
    String name,
    Optional<String> of,
    boolean holds,
    OptionalDouble atSeconds,
    Optional<Beyond> beyond,
    List<String> evidence) {
  /**
   * Instances, the original included.
   *
   * @param found most at one time, refused ones included
   * @param needed beyond which they count
   */
  public record Beyond(int found, int needed) {}

  public Count {
    requireNonNull(name, "name");
    requireNonNull(of, "of");
    requireNonNull(atSeconds, "atSeconds");
    requireNonNull(beyond, "beyond");
    evidence = List.copyOf(evidence);
  }
}
