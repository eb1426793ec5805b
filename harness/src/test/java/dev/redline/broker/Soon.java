package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Waits for what must come, with a deadline that only a failure meets. */
final class Soon {
  static final Duration LIMIT = Duration.ofSeconds(10);

  private Soon() {}

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
      holds = condition.getAsBoolean();
    }
    assertThat(holds).as(what).isTrue();
  }

  /** Waits until a thread is in a method of this name. */
  static void awaitIn(String method, Supplier<Thread> thread) {
    await(
        "it is in " + method,
        () ->
            Stream.of(thread.get().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(method)));
  }
}
