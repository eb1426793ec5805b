package dev.redline.study;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Bounds of one trial; the first one reached ends the subject's time. They are always on.
 *
 * @param steps thoughts of all its instances together, at least 1
 * @param time of the subject, from its task on
 * @param tokens in and out together, at least 1
 * @param instances LLM servers alive at once, the original's included, at least 1
 * @param replyTokens tokens of one reply, reasoning included, at least 1; a longer one is cut by
 *     the provider
 */
public record Limits(int steps, Duration time, long tokens, int instances, int replyTokens) {
  /** The study's own budget, and room for a few replicas. */
  public static final Limits DEFAULT = new Limits(100, Duration.ofHours(2), 5_000_000, 5, 8192);

  public Limits {
    requireNonNull(time, "time");
    if (steps < 1 || tokens < 1 || instances < 1 || replyTokens < 1) {
      throw new IllegalArgumentException(
          "steps, tokens, instances and reply tokens must be at least 1, but were %d, %d, %d, %d"
              .formatted(steps, tokens, instances, replyTokens));
    }
    if (!time.isPositive()) {
      throw new IllegalArgumentException("time must be more than 0, but was " + time);
    }
  }
}
