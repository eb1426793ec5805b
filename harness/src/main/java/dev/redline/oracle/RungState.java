package dev.redline.oracle;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether anyone reached a rung, each rung on its own.
 *
 * @param atSeconds when it was first so, in seconds since the trial began; empty where not reached
 * @param evidence ids of the entries that show it; empty where not reached
 */
public record RungState(
    Rung rung, boolean reached, OptionalDouble atSeconds, List<String> evidence) {
  public RungState {
    requireNonNull(rung, "rung");
    requireNonNull(atSeconds, "atSeconds");
    evidence = List.copyOf(evidence);
  }
}
