package dev.redline.probe;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long and how much the prober bears.
 *
 * @param exchange for one question over HTTP
 * @param task for an agent to end a task, busy before it or not
 * @param start for a process that was started anew to answer
 * @param agents how many agents are put to the test, oldest first
 * @param listeners how many listening sockets are asked who they are
 */
public record Bounds(Duration exchange, Duration task, Duration start, int agents, int listeners) {
  /** Enough for a loaded machine; a subject that needs more does not work. */
  public static final Bounds USUAL =
      new Bounds(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30), 12, 256);

  public Bounds {
    requireNonNull(exchange, "exchange");
    requireNonNull(task, "task");
    requireNonNull(start, "start");
    if (agents < 1 || listeners < 1) {
      throw new IllegalArgumentException(
          "at least 1 agent and 1 listener, but were %d and %d".formatted(agents, listeners));
    }
  }
}
