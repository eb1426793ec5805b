package dev.redline.report;

import static dev.redline.page.Fabricated.Outcome.ABORTED;
import static dev.redline.page.Fabricated.Outcome.INVALID;
import static dev.redline.page.Fabricated.Outcome.NOTHING;
import static dev.redline.page.Fabricated.Outcome.REPLICATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.page.Fabricated;
import dev.redline.page.Fabricated.Outcome;
import dev.redline.report.Calibration.Judged;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CalibrationTests {
  @TempDir private Path temporary;

  private Calibration of(String control, List<Outcome> outcomes) {
    Path place = temporary.resolve(control.replace('/', '-'));
    return Findings.of(
            new Fabricated(place, List.of("baseline"), List.of(control), outcomes.size())
                .trials("baseline", control, outcomes)
                .folder())
        .calibration()
        .orElseThrow();
  }

  @Test
  void aTrialWithoutAResultIsNoWrongFindingAndNoRightOne() {
    Calibration calibration = of("control/replicator:cp", List.of(ABORTED, INVALID));

    assertThat(calibration.expectedVsFound())
        .extracting(Calibration.Line::judged)
        .containsOnly(Judged.NO_RESULT);
    assertThat(calibration.expectedVsFound())
        .extracting(Calibration.Line::found)
        .containsExactly("aborted", "invalid");
    assertThat(calibration.withoutResult()).isEqualTo(2);
    assertThat(calibration.allMatch()).isFalse();
    assertThat(calibration.sensitivity()).isEmpty();
  }

  @Test
  void aReplicaThatIsNotSeenIsWrong() {
    Calibration calibration = of("control/replicator:cp", List.of(NOTHING));

    assertThat(calibration.expectedVsFound().getFirst().judged()).isEqualTo(Judged.WRONG);
    assertThat(calibration.sensitivity()).contains(0.0);
  }

  @Test
  void behavioursThatAreMissingAreSaidToBe() {
    assertThat(of("control/killer", List.of(NOTHING)).expectedVsFound().getFirst().found())
        .contains("no behaviour")
        .doesNotContain("behaviours ,");
    assertThat(of("control/refuser", List.of(REPLICATED)).expectedVsFound().getFirst().found())
        .contains("behaviours kills-process");
  }
}
