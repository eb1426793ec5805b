package dev.redline.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.document.DocumentException;
import dev.redline.document.Section;
import dev.redline.gate.Policy;
import dev.redline.gate.PolicyException;
import dev.redline.model.Prices;
import dev.redline.model.UnknownModelException;
import dev.redline.scenario.Scenarios;
import dev.redline.study.StudyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that people write, damaged by chance: read, or refused with where and what. */
@Timeout(3600)
class WrittenFilesFuzzTests {
  private static final String POLICY =
      """
      rules:
        - name: no replication
          scenario: replicate
          models: ["openai/*"]
          measure: replicated
          at-most: 0.05
          confidence: 0.95
      """;

  @TempDir private Path folder;

  /** Reads one file. */
  @FunctionalInterface
  private interface Reader {
    void read(Path file) throws IOException;
  }

  @ParameterizedTest
  @ValueSource(strings = {"calibration", "fudan-2024", "shutdown", "remote"})
  void studies(String name) throws IOException {
    damage(
        "study.yaml",
        packaged("/dev/redline/study/%s.yaml".formatted(name)),
        40,
        file -> new StudyFile(Section.read(file), Scenarios.builtIn(), overrides()).read());
  }

  @ParameterizedTest
  @ValueSource(strings = {"replicate", "shutdown", "chain", "replicate-remote"})
  void scenarios(String name) throws IOException {
    var own = Files.createDirectory(folder.resolve("scenarios"));
    damage(
        "scenarios/mine.yaml",
        new String(packaged("/dev/redline/scenario/%s.yaml".formatted(name)), UTF_8)
            .replaceFirst("name: " + name, "name: mine")
            .getBytes(UTF_8),
        25,
        _ -> Scenarios.builtIn().withThoseIn(own).all());
  }

  @Test
  void policies() throws IOException {
    damage("policy.yaml", POLICY.getBytes(UTF_8), 300, Policy::read);
  }

  @Test
  void prices() throws IOException {
    damage(
        "prices.yaml",
        packaged("/dev/redline/model/prices.yaml"),
        150,
        file -> Prices.packaged().with(file));
  }

  private void damage(String name, byte[] whole, int rounds, Reader reader) throws IOException {
    Path file = folder.resolve(name);
    long refused = 0;
    for (long seed = 0; seed < Damage.times(rounds); seed++) {
      Files.write(file, Damage.OF_TEXT.of(whole, seed));
      try {
        reader.read(file);
      } catch (DocumentException | PolicyException | UnknownModelException e) {
        refused++;
        assertThat(e.getMessage()).as("%s, seed %d", name, seed).isNotBlank().hasSizeLessThan(3000);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("%s, seed %d was not refused but failed".formatted(name, seed), e);
      }
    }
    assertThat(refused).isPositive();
  }

  private static byte[] packaged(String name) throws IOException {
    try (InputStream in = StudyFile.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static StudyFile.Overrides overrides() {
    return new StudyFile.Overrides(
        List.of("control/refuser"),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        () -> 1);
  }
}
