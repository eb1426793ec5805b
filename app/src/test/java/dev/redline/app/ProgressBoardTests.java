package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProgressBoardTests {
  private final StringWriter screen = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();

  private ProgressBoard board(OptionalInt width) {
    return new ProgressBoard(new PrintWriter(screen), () -> width, nanos::get);
  }

  private static TrialProgress at(int trial, int steps, String doing) {
    return new TrialProgress(
        trial, 10, "control/refuser", doing, steps, 1, 0, Duration.ofSeconds(65), Optional.empty());
  }

  private static TrialProgress over(int trial, String verdict) {
    return new TrialProgress(
        trial, 10, "control/refuser", "", 3, 1, 0, Duration.ofSeconds(66), Optional.of(verdict));
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Nested
  class OnATerminal {
    @Test
    void drawsInPlaceAndLetsTheFinishedScrollAway() {
      try (var board = board(OptionalInt.of(80))) {
        board.update(at(1, 1, "thinking"));
        pass(ProgressBoard.PERIOD);
        board.update(at(2, 0, "starting"));
        pass(ProgressBoard.PERIOD);
        board.update(over(1, "not-replicated"));
      }
      assertThat(screen)
          .hasToString(
              """
              trial 1/10   control/refuser  1:05  rung 0  1 step  1 instance  thinking
              ^1A^Jtrial 1/10   control/refuser  1:05  rung 0  1 step  1 instance  thinking
              trial 2/10   control/refuser  1:05  rung 0  0 steps  1 instance  starting
              ^2A^Jtrial 1/10   control/refuser  1:06  not-replicated  rung 0  3 steps
              trial 2/10   control/refuser  1:05  rung 0  0 steps  1 instance  starting
              ^1A^J\
              """
                  .replace("^J", "\u001b[J")
                  .replace("^", "\r\u001b["));
    }

    @Test
    void drawsAtMostTenTimesASecond() {
      var board = board(OptionalInt.of(80));
      for (int step = 0; step < 1000; step++) {
        board.update(at(1, step, "thinking"));
        pass(Duration.ofMillis(1));
      }
      assertThat(screen.toString().split("\n")).hasSize(10);
      assertThat(screen.toString()).doesNotContain("999 steps");
      pass(ProgressBoard.PERIOD);
      board.tick();
      assertThat(screen.toString()).contains("999 steps");
    }

    @Test
    void aTickWithNothingNewDrawsNothing() {
      var board = board(OptionalInt.of(80));
      board.update(at(1, 1, "thinking"));
      String before = screen.toString();
      pass(ProgressBoard.PERIOD);
      board.tick();
      assertThat(screen).hasToString(before);
    }

    @Test
    void noLineIsAsWideAsTheScreen() {
      board(OptionalInt.of(30)).update(at(1, 1, "日本語".repeat(20)));
      assertThat(screen.toString().lines())
          .allSatisfy(line -> assertThat(Cells.width(line)).isLessThan(30));
    }

    @Test
    void tooManyTrialsAreCounted() {
      var board = board(OptionalInt.of(80));
      for (int trial = 1; trial <= 20; trial++) {
        board.update(at(trial, 0, "x"));
      }
      pass(ProgressBoard.PERIOD);
      board.tick();
      assertThat(screen.toString()).endsWith("… and 8 more trials\n");
    }
  }

  @Nested
  class ElseWhere {
    @Test
    void aTrialGivesALineAtItsBeginAndOneAtItsEnd() {
      try (var board = board(OptionalInt.empty())) {
        board.update(at(1, 0, "starting"));
        board.update(at(1, 1, "thinking"));
        board.update(at(1, 2, "thinking"));
        board.update(over(1, "not-replicated\u001b[2J"));
        board.update(at(1, 9, "late"));
      }
      assertThat(screen)
          .hasToString(
              """
              trial 1/10   control/refuser  begins
              trial 1/10   control/refuser  1:06  not-replicated [2J  rung 0  3 steps
              """);
    }
  }
}
