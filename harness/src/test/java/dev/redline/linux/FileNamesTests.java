package dev.redline.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FileNamesTests {
  @Test
  void anyBytesComeBackAndNoTwoNamesBecomeOne() {
    for (long seed = 0; seed < 3_000; seed++) {
      var random = new SplittableRandom(seed);
      var bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertThat(FileNames.encode(FileNames.decode(bytes))).as("seed %d", seed).isEqualTo(bytes);
    }
    var tricky = new HashMap<String, byte[]>();
    for (byte[] name :
        new byte[][] {
          {(byte) 0x80},
          {(byte) 0xee, (byte) 0xbe, (byte) 0x80}, // U+EF80 itself
          "ö😀a".getBytes(java.nio.charset.StandardCharsets.UTF_8)
        }) {
      assertThat(FileNames.encode(FileNames.decode(name))).isEqualTo(name);
      tricky.put(FileNames.decode(name), name);
    }
    assertThat(tricky).hasSize(3).containsKey("ö😀a");
  }
}
