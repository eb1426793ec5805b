package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GateTests {
  private final AtomicLong now = new AtomicLong(1);
  private final Queue<String> notices = new ConcurrentLinkedQueue<>();
  private final Gate gate =
      new Gate(
          "openai/x",
          new Gate.Settings(
              8, 3, Duration.ofSeconds(10), Duration.ofSeconds(40), Duration.ofMinutes(5)),
          now::get,
          notices::add);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private Gate.Pass enter() throws InterruptedException {
    return gate.enter(Duration.ZERO).orElseThrow();
  }

  private boolean isShut() throws InterruptedException {
    return gate.enter(Duration.ZERO).isEmpty();
  }

  @Test
  void noMoreGoInThanTheServerTakesAndARefusalHalvesThemOnce() throws Exception {
    List<Gate.Pass> inside = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      inside.add(enter());
    }
    assertThat(isShut()).isTrue();
    pass(Duration.ofMillis(1));
    inside.forEach(one -> one.limited(Optional.empty()));
    assertThat(gate.width()).as("eight refusals of one moment are one").isEqualTo(4);
    for (int i = 0; i < 30; i++) {
      enter().succeeded();
    }
    assertThat(gate.width()).as("it grows again").isEqualTo(8);
  }

  @Test
  void theServersRetryAfterHoldsEveryCall() throws Exception {
    enter().limited(Optional.of(Duration.ofSeconds(7)));
    assertThat(isShut()).isTrue();
    pass(Duration.ofSeconds(7));
    enter().succeeded();
  }

  @Test
  void failuresInARowPauseAllThenOneTriesAndThePauseDoubles() throws Exception {
    for (int i = 0; i < 3; i++) {
      enter().failed("down");
    }
    assertThat(isShut()).isTrue();
    assertThat(notices.peek()).contains("3 failures in a row (down)", "asking again in 10 s");
    pass(Duration.ofSeconds(10));
    Gate.Pass trial = enter();
    assertThat(isShut()).as("one only").isTrue();
    trial.failed("still down");
    pass(Duration.ofSeconds(19));
    assertThat(isShut()).isTrue();
    pass(Duration.ofSeconds(1));
    enter().succeeded();
    assertThat(notices).last().asString().contains("answers again");
    enter().succeeded();
  }

  @Test
  void oneSuccessBetweenFailuresPausesNothing() throws Exception {
    for (int i = 0; i < 10; i++) {
      enter().failed("down");
      enter().failed("down");
      enter().succeeded();
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void noTrialBeginsWhilePausedButOneToFindOutAndNoneAfterTooLong() throws Exception {
    assertThat(gate.awaitTrial()).isEmpty();
    for (int i = 0; i < 3; i++) {
      enter().failed("down");
    }
    pass(Duration.ofSeconds(10));
    assertThat(gate.awaitTrial()).as("one may find out").isEmpty();
    pass(Duration.ofMinutes(5));
    assertThat(gate.awaitTrial()).contains("openai/x gave no answer for 300 s");
  }

  @Test
  void whatNoTrialCanMendEndsAll() throws Exception {
    gate.giveUp("the key is wrong");
    for (int i = 0; i < 3; i++) {
      enter().failed("down");
    }
    assertThat(gate.awaitTrial()).contains("the key is wrong");
  }

  @Test
  void whoWaitsGoesInAsSoonAsSomeoneLeaves() throws Exception {
    List<Gate.Pass> inside = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      inside.add(enter());
    }
    var entered = new java.util.concurrent.CompletableFuture<Boolean>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            entered.complete(gate.enter(Duration.ofDays(1)).isPresent());
          } catch (InterruptedException e) {
            entered.completeExceptionally(e);
          }
        });
    inside.getFirst().succeeded();
    assertThat(entered.get()).isTrue();
  }
}
