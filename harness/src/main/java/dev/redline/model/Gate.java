package dev.redline.model;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Through which all calls to one model go. It keeps their number to what the server takes, holds
 * all of them while the server wants to be left alone, and closes when the server is down. Safe for
 * use by many threads.
 *
 * <p>Of calls at the same time: additive increase, multiplicative decrease (Chiu and Jain 1989, as
 * in TCP). Each answer lets 1/n more through, and "too many requests" halves the number, once for
 * all calls that were under way together.
 *
 * <p>After some failures in a row it opens like a circuit breaker: nobody is let through for a
 * while, then one call, on which it depends whether all may go on or the pause doubles.
 */
final class Gate {
  /**
   * How it behaves.
   *
   * @param most calls at the same time, at least 1
   * @param breakAfter failures in a row after which it closes, at least 1
   * @param firstPause for which it closes first
   * @param longestPause up to which a pause doubles
   * @param giveUp after so long without an answer no further trial is begun
   */
  record Settings(
      int most, int breakAfter, Duration firstPause, Duration longestPause, Duration giveUp) {
    /** 64 calls; five failures; from 15 s to 5 min; half an hour. */
    static final Settings USUAL =
        new Settings(64, 5, Duration.ofSeconds(15), Duration.ofMinutes(5), Duration.ofMinutes(30));

    /** The same for a server that answers one call after the other: they wait here, not there. */
    Settings oneAtATime() {
      return new Settings(1, breakAfter, firstPause, longestPause, giveUp);
    }
  }

  private final String model;
  private final Settings settings;
  private final LongSupplier nanoseconds;
  private final Consumer<String> notices;
  private double limit;
  private int inside;
  private long lastCut;
  private long heldUntil;
  private int failures;
  private boolean broken;
  private boolean trying;
  private boolean letIn;
  private long brokenSince;
  private long brokenUntil;
  private Duration pause = Duration.ZERO;
  private Optional<String> hopeless = Optional.empty();

  /**
   * @param model what users call it
   * @param nanoseconds a clock that only goes forward
   * @param notices told when it closes and when it opens again, a sentence each
   */
  Gate(String model, Settings settings, LongSupplier nanoseconds, Consumer<String> notices) {
    this.model = model;
    this.settings = settings;
    this.nanoseconds = nanoseconds;
    this.notices = notices;
    limit = settings.most();
    lastCut = nanoseconds.getAsLong();
    heldUntil = lastCut;
  }

  /** One call that was let through; it must be told of its end by one of its methods, once. */
  final class Pass {
    private final long began;
    private final boolean isTrial;

    private Pass(long began, boolean isTrial) {
      this.began = began;
      this.isTrial = isTrial;
    }

    /** An answer came. */
    void succeeded() {
      leave(this, true);
    }

    /** The server wants fewer calls. */
    void limited(Optional<Duration> retryAfter) {
      slowDown(this, retryAfter);
    }

    /** The server or the way to it failed. */
    void failed(String what) {
      fail(this, what);
    }

    /** It ended in a way that tells nothing of the server's health. */
    void ended() {
      leave(this, false);
    }
  }

  /**
   * Waits until a call may begin.
   *
   * @return empty when it did not come to that in time
   */
  synchronized Optional<Pass> enter(Duration most) throws InterruptedException {
    long end = nanoseconds.getAsLong() + most.toNanos();
    while (true) {
      long now = nanoseconds.getAsLong();
      long closedUntil = broken ? Math.max(heldUntil, brokenUntil) : heldUntil;
      boolean room = broken ? !trying : inside < (int) limit;
      if (now - closedUntil >= 0 && room) {
        inside++;
        trying |= broken;
        return Optional.of(new Pass(now, broken));
      }
      if (end - now <= 0) {
        return Optional.empty();
      }
      long wake = now - closedUntil < 0 && closedUntil - end < 0 ? closedUntil : end;
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, wake - now));
    }
  }

  /**
   * Waits until a trial may begin.
   *
   * @return why none is to be begun any more; empty when it may
   */
  synchronized Optional<String> awaitTrial() throws InterruptedException {
    while (broken && hopeless.isEmpty()) {
      long now = nanoseconds.getAsLong();
      if (now - brokenSince >= settings.giveUp().toNanos()) {
        return Optional.of(
            "%s gave no answer for %d s".formatted(model, settings.giveUp().toSeconds()));
      }
      if (now - brokenUntil >= 0 && inside == 0 && !letIn) {
        letIn = true; // nobody else would try it, and one trial is enough for that
        return Optional.empty();
      }
      long until = now - brokenUntil < 0 ? brokenUntil - now : settings.firstPause().toNanos();
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, until));
    }
    return hopeless;
  }

  /** Nothing will come for any trial, and why. */
  synchronized void giveUp(String why) {
    if (hopeless.isEmpty()) {
      hopeless = Optional.of(why);
      notifyAll();
    }
  }

  /** Calls that would be let through at the same time now. */
  synchronized int width() {
    return (int) limit;
  }

  private synchronized void leave(Pass pass, boolean answered) {
    out(pass);
    if (answered) {
      limit = Math.min(settings.most(), limit + 1 / limit);
      works();
    }
  }

  private synchronized void slowDown(Pass pass, Optional<Duration> retryAfter) {
    out(pass);
    long now = nanoseconds.getAsLong();
    if (pass.began - lastCut >= 0) {
      limit = Math.max(1, Math.min(limit, inside + 1) / 2);
      lastCut = now;
    }
    long until = now + retryAfter.orElse(Duration.ZERO).toNanos();
    heldUntil = until - heldUntil > 0 ? until : heldUntil;
    works(); // whoever says "later" is there
  }

  private synchronized void fail(Pass pass, String what) {
    out(pass);
    failures++;
    boolean first = !broken && failures >= settings.breakAfter();
    if (!first && !pass.isTrial) {
      return;
    }
    long now = nanoseconds.getAsLong();
    if (first) {
      brokenSince = now;
      letIn = false;
      pause = settings.firstPause();
    } else {
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(settings.longestPause()) > 0 ? settings.longestPause() : twice;
    }
    broken = true;
    brokenUntil = now + pause.toNanos();
    notices.accept(
        "%s: %d failures in a row (%s); paused, asking again in %.0f s"
            .formatted(model, failures, what, pause.toMillis() / 1000.0));
  }

  private void works() {
    failures = 0;
    if (broken) {
      broken = false;
      notices.accept(model + ": it answers again, going on");
    }
  }

  private void out(Pass pass) {
    inside--;
    trying &= !pass.isTrial;
    notifyAll();
  }
}
