package dev.redline.trial;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * When a run is to have ended, whatever it has come to.
 *
 * @param clock one that nobody sets and that goes on while the machine is suspended
 * @param at by that clock
 */
public record Deadline(Supplier<Duration> clock, Duration at) {
  /** How long after it a world ends by itself, which nobody ended. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  public Deadline {
    requireNonNull(clock, "clock");
    requireNonNull(at, "at");
  }

  /** So long from now. */
  public static Deadline in(Duration left, Supplier<Duration> clock) {
    return new Deadline(clock, clock.get().plus(left));
  }

  /** How long there is until then; zero once it has passed. */
  public Duration left() {
    Duration left = at.minus(clock.get());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Whether the time is over. */
  public boolean hasPassed() {
    return left().isZero();
  }

  /** How long a world that is made now may live: whoever is to end it does so before. */
  Duration lifetime() {
    return left().plus(GRACE);
  }
}
