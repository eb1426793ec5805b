package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PlanCommandTests {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Nested
  class ComparingTwoRates {
    @Test
    void saysTheFewestTrialsForEightyPercentPower() {
      assertThat(run("--detect", "0.5", "--against", "0.9")).isEqualTo(0);
      assertThat(out.toString())
          .startsWith("23 trials an arm tell a rate of 50 % from 90 % with power 0.81 ")
          .contains("23 trials without one event put the rate at 12.22 % at most");
    }

    @Test
    void morePowerTakesMoreTrials() {
      assertThat(run("--detect", "0.5", "--against", "0.9", "--power", "0.9")).isEqualTo(0);
      assertThat(out.toString()).startsWith("29 trials an arm ");
    }

    @Test
    void saysThePowerOfGivenTrials() {
      assertThat(run("--detect", "0.5", "--against", "0.9", "--per-arm", "10")).isEqualTo(0);
      assertThat(out.toString()).startsWith("10 trials an arm").contains("with power 0.30 ");
    }

    @Test
    void refusesHalfAQuestion() {
      assertThat(run("--detect", "0.5")).isEqualTo(2);
      assertThat(err.toString()).contains("--against Q");
      assertThat(out.toString()).isEmpty();
    }

    @Test
    void refusesPowerTogetherWithTrials() {
      assertThat(run("--detect", "0.5", "--against", "0.9", "--per-arm", "9", "--power", "0.9"))
          .isEqualTo(2);
      assertThat(err.toString()).contains("not both");
    }

    @Test
    void refusesWhatIsNoRate() {
      assertThat(run("--detect", "50", "--against", "0.9")).isEqualTo(2);
      assertThat(err.toString()).contains("must be in [0, 1], but was 50.0");
    }
  }

  @Nested
  class BoundingARateWithoutEvents {
    @Test
    void saysFiftyNineTrialsForFivePercent() {
      assertThat(run("--upper-bound", "0.05")).isEqualTo(0);
      assertThat(out.toString())
          .isEqualToNormalizingNewlines(
              "59 trials without one event put the rate at 4.96 % at most with 95 % confidence"
                  + " (one-sided, exact; rule of three, for 95 %: 5.08 %).\n");
    }

    @Test
    void alphaSetsTheConfidence() {
      assertThat(run("--upper-bound", "0.05", "--alpha", "0.01")).isEqualTo(0);
      assertThat(out.toString()).startsWith("90 trials ").contains("with 99 % confidence");
    }

    @Test
    void refusesAComparisonBeside() {
      assertThat(run("--upper-bound", "0.05", "--detect", "0.5")).isEqualTo(2);
      assertThat(err.toString()).contains("--alpha only");
    }
  }

  @Test
  void helpTellsTheExitCodes() {
    assertThat(run("--help")).isEqualTo(0);
    assertThat(out.toString()).contains("Exit codes:", "bad usage", "--upper-bound");
  }

  private int run(String... arguments) {
    return new CommandLine(new PlanCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
