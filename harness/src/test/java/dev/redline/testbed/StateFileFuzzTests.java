package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes of living worlds, damaged by chance. {@code -Dfuzz.times=N} makes it N times longer. */
class StateFileFuzzTests {
  private static final int ROUNDS = 500;
  private static final String WHOLE =
      "init 4711 123456\nmaker 4710 123450\ntracer 4709 123440\nfolder /tmp/w-abc\ngroup /sys/w-abc\n";

  @TempDir Path folder;

  @Test
  void aDamagedNoteIsReadOrRefusedInOneSentence() throws IOException {
    long times = Long.getLong("fuzz.times", 1);
    var file = folder.resolve("x.world");
    int refused = 0;
    for (long seed = 0; seed < ROUNDS * times; seed++) {
      var random = new SplittableRandom(seed);
      byte[] bytes = WHOLE.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      try {
        assertThat(StateFile.read(file).members().all()).as("seed %d", seed).isNotEmpty();
      } catch (IOException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " was not refused but failed", e);
      }
    }
    assertThat(refused).isPositive();
  }
}
