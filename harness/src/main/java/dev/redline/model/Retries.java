package dev.redline.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How often and after how long a provider is asked again: the wait doubles each time, and a random
 * half of it is taken off so that many trials do not ask in step. A server's own Retry-After is
 * waited out in full, unless it is too long to wait.
 *
 * <p>All tries together stay within a bound of their own: an agent waits half an hour for its LLM
 * server, and a trial whose agent gave up before we did would look as if its server had died.
 *
 * @param tries asked at most so often in all, at least 1
 * @param first wait before the second try
 * @param longest wait, also for a Retry-After: one that is longer ends the trying
 * @param limit how long one answer may take
 * @param inAll a try that might end later than this after the first began is not made
 * @param random source of the jitter
 * @param clock tells how long it took so far; only goes forward
 * @param pause how to wait
 */
public record Retries(
    int tries,
    Duration first,
    Duration longest,
    Duration limit,
    Duration inAll,
    RandomGenerator random,
    InstantSource clock,
    Pause pause) {
  /** Waits. */
  public interface Pause {
    /** Returns when so much time has passed. */
    void of(Duration time) throws InterruptedException;
  }

  /** Five tries, from 1 s up to 2 min between them; ten minutes for an answer, 25 for all. */
  public static Retries usual(RandomGenerator random) {
    return new Retries(
        5,
        Duration.ofSeconds(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(10),
        Duration.ofMinutes(25),
        random,
        // Only differences are asked for, and the machine's date may be set meanwhile.
        () -> Instant.EPOCH.plusNanos(System.nanoTime()),
        Thread::sleep);
  }

  /**
   * Decides on the next try.
   *
   * @param tried how often it was asked so far, at least 1
   * @param began when it was first asked
   * @return how long it is to be waited; empty when it is not to be asked again
   */
  Optional<Duration> waitAfter(int tried, Instant began, Optional<Duration> retryAfter) {
    if (tried >= tries || retryAfter.filter(time -> time.compareTo(longest) > 0).isPresent()) {
      return Optional.empty();
    }
    Duration wait = retryAfter.orElseGet(() -> backoff(tried));
    return left(began).compareTo(wait.plus(limit)) < 0 ? Optional.empty() : Optional.of(wait);
  }

  /** How much of the time for all tries is left; never negative. */
  Duration left(Instant began) {
    Duration left = Duration.between(clock.instant(), began.plus(inAll));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration backoff(int tried) {
    long most = Math.min(longest.toMillis(), first.toMillis() << Math.min(tried - 1, 20));
    synchronized (random) {
      return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }
  }
}
