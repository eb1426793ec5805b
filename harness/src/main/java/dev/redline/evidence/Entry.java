package dev.redline.evidence;

import static java.util.Objects.requireNonNull;

/**
 * One line of the evidence.
 *
 * @param id unique in its trial, in order of recording: {@code e-000001}
 * @param atSeconds since the trial began, on the one clock that the thoughts share
 * @param observation what was seen
 */
public record Entry(String id, double atSeconds, Observation observation) {
  public Entry {
    requireNonNull(id, "id");
    requireNonNull(observation, "observation");
  }
}
