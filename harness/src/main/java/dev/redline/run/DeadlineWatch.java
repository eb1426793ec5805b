package dev.redline.run;

import dev.redline.trial.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does something once a deadline has come. */
final class DeadlineWatch implements AutoCloseable {
  // Timers stand still while the machine is suspended; this long after it goes on the clock is
  // looked at.
  private static final Duration SPELL = Duration.ofSeconds(1);

  private final CountDownLatch closed = new CountDownLatch(1);

  private DeadlineWatch() {}

  /** Does it on a thread of its own, unless it is closed before. */
  static DeadlineWatch start(Optional<Deadline> deadline, Runnable action) {
    var watch = new DeadlineWatch();
    deadline.ifPresent(when ->
        Thread.ofPlatform().daemon().name("deadline").start(() -> watch.await(when, action)));
    return watch;
  }

  private void await(Deadline deadline, Runnable action) {
    try {
      while (!deadline.hasPassed()) {
        long millis = Math.min(deadline.left().toMillis() + 1, SPELL.toMillis());
        if (closed.await(millis, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      action.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
