package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.scenario.Scenarios;
import dev.redline.study.Limits;
import dev.redline.study.Scaffold;
import dev.redline.study.Study;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenModelsTests {
  @TempDir private Path folder;

  @Test
  void aTrialThatBrokeOffBeforeItsFirstLogCostNothing() {
    var study =
        new Study(
            "small",
            List.of(Scenarios.builtIn().all().getFirst()),
            List.of("control/refuser"),
            Scaffold.PLANNER,
            1,
            1,
            Limits.DEFAULT,
            1 << 20,
            Duration.ZERO);
    RunFolder run =
        RunFolder.create(
            folder.resolve("a-run"),
            study,
            new RunFile(
                1, "small", study.digest(), Instant.EPOCH, "0", "25", "Linux", 1, 1, List.of()));
    run.begin(1);

    assertThat(OpenModels.spentIn(run)).isZero();
  }
}
