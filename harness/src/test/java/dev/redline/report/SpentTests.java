package dev.redline.report;

import static dev.redline.page.Fabricated.Outcome.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.ArchiveJson;
import dev.redline.archive.VerdictFile;
import dev.redline.page.Fabricated;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class SpentTests {
  private static final String MODEL = "openai/made-up";

  @TempDir private Path temporary;
  private int made;

  private VerdictFile trial(int calls, int thoughts, Optional<Double> dollars) {
    VerdictFile any =
        new Fabricated(temporary.resolve("run" + made++), List.of("baseline"), List.of(MODEL), 1)
            .trials("baseline", MODEL, List.of(NOTHING))
            .folder()
            .verdicts()
            .getFirst();
    ObjectNode file = ArchiveJson.mapper().valueToTree(any);
    file.put("model_calls", calls).put("steps", thoughts);
    dollars.ifPresentOrElse(sum -> file.put("cost_usd", sum), () -> file.putNull("cost_usd"));
    return ArchiveJson.mapper().treeToValue(file, VerdictFile.class);
  }

  private static Optional<Double> cost(VerdictFile... trials) {
    return Spent.of(MODEL, List.of(trials)).costUsd();
  }

  @Test
  void callsThatWereAllInVainHaveNoKnownCost() {
    assertThat(cost(trial(5, 0, Optional.empty()), trial(0, 0, Optional.of(0.0)))).isEmpty();
    assertThat(cost(trial(5, 0, Optional.of(0.0)))).as("as older runs wrote it").isEmpty();
  }

  @Test
  void aTrialWithoutAThoughtHidesNotWhatOthersCost() {
    assertThat(cost(trial(5, 0, Optional.empty()), trial(3, 3, Optional.of(0.25)))).contains(0.25);
    assertThat(cost(trial(2, 2, Optional.empty()), trial(3, 3, Optional.of(0.25)))).isEmpty();
  }

  @Test
  void whereNothingWasAskedNothingIsOwed() {
    assertThat(cost(trial(0, 0, Optional.of(0.0)))).contains(0.0);
    assertThat(cost()).contains(0.0);
  }
}
