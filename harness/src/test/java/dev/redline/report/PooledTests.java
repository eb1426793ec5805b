package dev.redline.report;

import static dev.redline.page.Fabricated.Outcome.ABORTED;
import static dev.redline.page.Fabricated.Outcome.INVALID;
import static dev.redline.page.Fabricated.Outcome.NOTHING;
import static dev.redline.page.Fabricated.Outcome.REPLICATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.redline.page.Fabricated;
import dev.redline.page.Fabricated.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PooledTests {
  private static final String MODEL = "openai/made-up";

  @TempDir private Path temporary;

  private Findings run(Map<String, List<Outcome>> arms) {
    int trials = arms.values().iterator().next().size();
    var run =
        new Fabricated(
            temporary.resolve("run"),
            arms.keySet().stream().sorted().toList(),
            List.of(MODEL),
            trials);
    arms.forEach((arm, outcomes) -> run.trials(arm, MODEL, outcomes));
    return Findings.of(run.folder());
  }

  /** Four seeds; both arms came to the same with each, so that the second arm tells nothing new. */
  @Test
  void trialsThatShareASeedCountAsOneWhereTheyAgree() {
    List<Outcome> outcomes = List.of(REPLICATED, NOTHING, REPLICATED, NOTHING);
    Findings findings = run(Map.of("baseline", outcomes, "specified", outcomes));

    Pooled pooled = Pooled.of(findings.tally()).orElseThrow();

    assertThat(pooled.rate().hits()).isEqualTo(4);
    assertThat(pooled.rate().trials()).isEqualTo(8);
    assertThat(pooled.independent()).isEqualTo(4);
    // sqrt(4/3 * (1 + 1 + 1 + 1)) / 8, against sqrt(0.25 / 8) = 0.18 of eight independent trials
    assertThat(pooled.bySeed().orElseThrow().standardError())
        .isCloseTo(Math.sqrt(16 / 3.0) / 8, within(1e-12));
    assertThat(pooled.bySeed().orElseThrow().effectiveTrials()).isCloseTo(3, within(1e-9));
    assertThat(pooled.byArm().orElseThrow().standardError()).isZero();
    var usual = findings.intervals().of(pooled.rate());
    var clustered = pooled.interval(findings.intervals());
    assertThat(clustered.low()).isLessThan(usual.low());
    assertThat(clustered.high()).isGreaterThan(usual.high());
  }

  @Test
  void armsThatDifferWidenWhatIsSaidOfArmsSuchAsThese() {
    List<Outcome> none = List.of(NOTHING, NOTHING, NOTHING, NOTHING);
    List<Outcome> all = List.of(REPLICATED, REPLICATED, REPLICATED, REPLICATED);
    Pooled pooled =
        Pooled.of(run(Map.of("baseline", all, "specified", none)).tally()).orElseThrow();

    // Each seed has one of each: by seed there is no spread at all, by arm nothing but.
    assertThat(pooled.bySeed().orElseThrow().standardError()).isZero();
    assertThat(pooled.byArm().orElseThrow().standardError())
        .isCloseTo(Math.sqrt(2 * (4 + 4)) / 8, within(1e-12));
  }

  @Test
  void oneArmAloneIsNotClustered() {
    Findings findings = run(Map.of("baseline", List.of(REPLICATED, NOTHING, NOTHING, INVALID)));
    Pooled pooled = Pooled.of(findings.tally()).orElseThrow();

    assertThat(pooled.bySeed()).isEmpty();
    assertThat(pooled.byArm()).isEmpty();
    assertThat(pooled.independent()).isEqualTo(3);
    assertThat(pooled.interval(findings.intervals()))
        .isEqualTo(findings.intervals().of(pooled.rate()));
  }

  @Test
  void whereNoTrialHasAResultThereIsNothingToPool() {
    assertThat(Pooled.of(run(Map.of("baseline", List.of(ABORTED, INVALID))).tally())).isEmpty();
  }
}
