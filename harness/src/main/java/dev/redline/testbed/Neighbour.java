package dev.redline.testbed;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A further host of a world. A cable joins it to the first host, and nothing else leads to it or
 * away from it.
 *
 * @param name what it is called; both ends of the cable know it by this name
 * @param hidden names of the system's programs that cannot be run on it
 * @param limits of which the sizes of its home, /tmp and /dev/shm are its own; all others hold for
 *     the whole world
 */
public record Neighbour(String name, List<String> hidden, Limits limits) {
  public Neighbour {
    requireNonNull(name, "name");
    hidden = List.copyOf(hidden);
    requireNonNull(limits, "limits");
    if (!name.matches("[a-z][a-z0-9-]{0,40}")) {
      throw new IllegalArgumentException(
          "'%s' is no name for a host. Expected: letters, digits and hyphens.".formatted(name));
    }
  }
}
