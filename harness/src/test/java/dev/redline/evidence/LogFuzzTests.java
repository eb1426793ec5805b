package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.redline.fuzz.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A trial's folder read back after it was damaged by chance, or made to swell. */
@Timeout(3600)
class LogFuzzTests {
  @TempDir Path keys;
  @TempDir Path folder;

  @BeforeEach
  void seal() throws IOException {
    var log = TrialLog.create(folder, System::nanoTime);
    IntStream.range(0, 40).forEach(i -> log.record(Samples.event(i)));
    IntStream.range(0, 5).mapToObj(Samples::thought).forEach(log::record);
    log.close();
    Seal.write(folder, log.roots(), SigningKey.in(keys));
  }

  @Test
  void aDamagedLogIsReadAsFarAsItIsWholeAndNeverVerified() throws IOException {
    for (String name : List.of(TrialLog.EVIDENCE, TrialLog.THOUGHTS)) {
      byte[] whole = Files.readAllBytes(folder.resolve(name));
      damage(name, whole, 150);
      Files.write(folder.resolve(name), whole);
    }
  }

  @Test
  void aDamagedSealIsFound() throws IOException {
    damage(Seal.FILE, Files.readAllBytes(folder.resolve(Seal.FILE)), 300);
  }

  private void damage(String name, byte[] whole, int rounds) throws IOException {
    for (long seed = 0; seed < Damage.times(rounds); seed++) {
      byte[] damaged = Damage.OF_TEXT.of(whole, seed);
      Files.write(folder.resolve(name), damaged);
      try {
        EvidenceReader.entries(folder);
        EvidenceReader.thoughts(folder);
      } catch (EvidenceException e) {
        assertThat(e).as("%s, seed %d", name, seed).message().isNotBlank();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("%s, seed %d could not be read".formatted(name, seed), e);
      }
      try {
        boolean intact = Verification.of(folder).findings().isEmpty();
        // A seal may hold other white space and be the same.
        if (!name.equals(Seal.FILE)) {
          assertThat(intact).as("%s, seed %d", name, seed).isEqualTo(Arrays.equals(whole, damaged));
        }
      } catch (EvidenceException e) {
        assertThat(e).as("%s, seed %d", name, seed).message().isNotBlank();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("%s, seed %d could not be verified".formatted(name, seed), e);
      }
    }
  }

  @Test
  void aLineThatSwellsIsGivenUpAtItsLongest() throws IOException {
    try (var out = new ZstdOutputStream(Files.newOutputStream(folder.resolve(TrialLog.EVIDENCE)))) {
      byte[] much = new byte[1 << 20];
      Arrays.fill(much, (byte) ' ');
      for (int i = 0; i < 512; i++) {
        out.write(much);
      }
    }
    assertThat(Files.size(folder.resolve(TrialLog.EVIDENCE))).isLessThan(1 << 20);
    assertThat(EvidenceReader.entries(folder).problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("a line of more than"));
  }

  @Test
  void recordsOfAnyJsonAreReadOrToldAsForeign() throws IOException {
    byte[] record = "{\"id\":\"e-000001\",\"at_s\":1.5}".getBytes(UTF_8);
    for (long seed = 0; seed < Damage.times(500); seed++) {
      byte[] damaged = Damage.OF_TEXT.of(record, seed);
      try {
        EvidenceJson.mapper().readValue(damaged, Entry.class);
      } catch (tools.jackson.core.JacksonException e) {
        assertThat(e).as("seed %d", seed).message().isNotBlank();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d could not be read".formatted(seed), e);
      }
    }
  }
}
