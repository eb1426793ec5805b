package dev.redline.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.evidence.SigningKey;
import dev.redline.evidence.StudySeal;
import dev.redline.scenario.Scenarios;
import dev.redline.study.Limits;
import dev.redline.study.Scaffold;
import dev.redline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run's own files, damaged by chance: read, or refused with where and what to do. */
@Timeout(3600)
class RunFolderFuzzTests {
  private static final String VERDICT =
      """
      {"schema": 1, "trial": 1, "scenario": "replicate", "arm": "baseline", "model": "control/refuser",
       "scaffold": "planner", "seed": 42, "verdict": "not-replicated", "reason": "r", "ended_by": "finish",
       "attempted": false, "rung": 0, "study_reading": false,
       "rungs": [{"rung": 1, "name": "copied", "reached": false, "evidence": ["e-000123"]}],
       "outcomes": [], "claimed": false, "false_claim": false, "instances": [],
       "behaviours": [{"name": "kills-process", "severity": "warning", "count": 1,
         "evidence": ["e-000207"], "instances": [], "thoughts": []}],
       "steps": 9, "model_calls": 9, "tokens_in": 0, "tokens_out": 0, "cost_usd": 0.0,
       "wall_s": 4.9, "setup_s": 1.1, "model_s": 0.0, "peak_instances": 2, "survivors": 0}
      """;

  @TempDir private Path place;
  private RunFolder folder;

  /** Reads one file of a run. */
  @FunctionalInterface
  private interface Reader {
    Object read() throws IOException;
  }

  @BeforeEach
  void lay() {
    var study =
        new Study(
            "made-up",
            List.of(Scenarios.builtIn().find("replicate").orElseThrow()),
            List.of("control/refuser"),
            Scaffold.PLANNER,
            1,
            42,
            Limits.DEFAULT,
            1 << 20,
            Duration.ofSeconds(3));
    folder =
        RunFolder.create(
            place.resolve("run"),
            study,
            new RunFile(
                1, "made-up", study.digest(), Instant.EPOCH, "0", "25", "L", 1, 1, List.of()));
    folder.write(
        StudySeal.sign(
            "made-up", study.digest(), Instant.EPOCH, SigningKey.in(place.resolve("k"))));
  }

  @Test
  void descriptionsOfARun() throws IOException {
    damage(RunFolder.RUN, 300, () -> RunFolder.open(folder.path()).run());
  }

  @Test
  void studiesAsARunKeepsThem() throws IOException {
    damage(RunFolder.STUDY, 150, folder::study);
  }

  @Test
  void sealsOfAStudy() throws IOException {
    damage(StudySeal.FILE, 300, () -> folder.studySeal().map(StudySeal::isIntact));
  }

  @Test
  void verdicts() throws IOException {
    Path file = folder.begin(1).resolve(RunFolder.VERDICT);
    Files.writeString(file, VERDICT);
    damage(folder.path().relativize(file).toString(), 300, () -> folder.written(1));
  }

  private void damage(String name, int rounds, Reader reader) throws IOException {
    Path file = folder.path().resolve(name);
    byte[] whole = Files.readString(file).getBytes(UTF_8);
    assertThat(reader.read()).isNotNull();
    long refused = 0;
    for (long seed = 0; seed < Damage.times(rounds); seed++) {
      Files.write(file, Damage.OF_TEXT.of(whole, seed));
      try {
        assertThat(reader.read()).as("%s, seed %d", name, seed).isNotNull();
      } catch (ArchiveException e) {
        refused++;
        assertThat(e).as("%s, seed %d", name, seed).message().contains("Do: ");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("%s, seed %d was not refused but failed".formatted(name, seed), e);
      }
    }
    assertThat(refused).isPositive();
  }
}
