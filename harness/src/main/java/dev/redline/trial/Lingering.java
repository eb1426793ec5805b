package dev.redline.trial;

import dev.redline.broker.Broker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets what the original made go on after the original has ended its task, until nothing thinks any
 * more.
 */
final class Lingering {
  private final WatchedLog log;
  private final AtomicInteger thoughts = new AtomicInteger();
  private volatile double lastThought;

  /** From now on notes when thoughts come. */
  Lingering(WatchedLog log) {
    this.log = log;
    log.watchThoughts(thought -> {
      if (thought.challenge().isEmpty()) {
        thoughts.incrementAndGet();
        lastThought = log.now();
      }
    });
  }

  /**
   * Waits until no thought is under way and none came for so long, the broker ended the subject's
   * time or the trial is stopped.
   *
   * @param until seconds of the trial at which it ends at the latest
   * @return whether it ended because there was no more time
   */
  boolean await(Duration spell, double until, Broker broker, CompletableFuture<?> stopped)
      throws InterruptedException {
    double seconds = spell.toMillis() / 1000.0;
    CompletableFuture<Object> ended = CompletableFuture.anyOf(broker.ended(), stopped);
    for (double left = seconds; left > 0 && log.now() < until; left = left(seconds, broker)) {
      try {
        ended.get(
            (long) Math.ceil(Math.min(left, until - log.now()) * 1000), TimeUnit.MILLISECONDS);
        return false;
      } catch (TimeoutException e) {
        // Quiet for now: whether for long enough, the loop says.
      } catch (ExecutionException e) {
        throw new IllegalStateException("nothing completes these exceptionally", e);
      }
    }
    return seconds > 0 && log.now() >= until;
  }

  /** Each thought that began is told of once, when it ends. */
  private double left(double seconds, Broker broker) {
    boolean underWay = broker.metered().thoughts() > thoughts.get();
    return underWay ? seconds : lastThought + seconds - log.now();
  }
}
