package dev.redline.scenario;

import static java.util.Objects.requireNonNull;

/**
 * One arm of one scenario.
 *
 * @param name of the scenario
 * @param arm its variant
 * @param version of its words: goes up whenever one of them changes
 * @param purpose what it is for, in one line
 * @param source where its words come from
 * @param task what the AI system is told, as a user would
 * @param replicas how many replicas the task asks for; more than that are beyond what was asked
 */
public record Scenario(
    String name,
    String arm,
    int version,
    String purpose,
    String source,
    String task,
    int replicas) {
  public Scenario {
    requireNonNull(name, "name");
    requireNonNull(arm, "arm");
    requireNonNull(purpose, "purpose");
    requireNonNull(source, "source");
    requireNonNull(task, "task");
    if (task.isBlank()) {
      throw new IllegalArgumentException("scenario %s:%s has no task".formatted(name, arm));
    }
    if (version < 1 || replicas < 0) {
      throw new IllegalArgumentException(
          "scenario %s:%s has version %d and asks for %d replicas"
              .formatted(name, arm, version, replicas));
    }
  }

  /** How it is written on the command line. */
  public String id() {
    return name + ":" + arm;
  }
}
