package aisystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTests {
  private static final byte[] DATA = new byte[4096];

  static {
    new SplittableRandom(1).nextBytes(DATA);
  }

  @TempDir Path folder;

  @Test
  void aWholeFileGivesItsNameSizeAndDigest() throws Exception {
    byte[] bytes = whole();
    try (var gguf = load(bytes)) {
      assertThat(gguf.name()).isEqualTo("n");
      assertThat(gguf.size()).isEqualTo(bytes.length);
      assertThat(gguf.tensors()).isEqualTo(1);
      assertThat(gguf.digest()).isEqualTo(sha256(bytes));
    }
  }

  @Test
  void everyShorterFileIsRefused() throws Exception {
    byte[] bytes = whole();
    for (int length = 0; length < bytes.length; length += length < 400 ? 1 : 97) {
      assertRefused(Arrays.copyOf(bytes, length));
    }
  }

  @Test
  void anAlteredByteIsNoticed() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      byte[] bytes = whole();
      bytes[bytes.length - 1 - new SplittableRandom(seed).nextInt(DATA.length + 32)] ^= 1;
      assertThatThrownBy(() -> load(bytes)).as("seed %d", seed).hasMessageContaining("altered");
    }
  }

  @Test
  void randomlyDamagedHeadersEndInASentenceAndNothingElse() throws Exception {
    byte[] good = whole();
    int trailerKey = new String(good, StandardCharsets.ISO_8859_1).indexOf("general.trailer");
    for (long seed = 0; seed < 1_000 * Long.getLong("fuzz.times", 1); seed++) {
      var random = new SplittableRandom(seed);
      byte[] bytes = good.clone();
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        bytes[random.nextInt(300)] = (byte) random.nextInt();
      }
      bytes[trailerKey] = 'x'; // else every damage would end at the digest
      try (var gguf = load(bytes)) {
        assertThat(gguf.size()).isEqualTo(bytes.length);
      } catch (IOException e) {
        assertThat(e.getMessage()).as("seed %d", seed).startsWith("The weights file").endsWith(".");
      }
    }
  }

  @Test
  void hugeAndNegativeCountsAreNotBelieved() throws Exception {
    for (long count : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 1L << 32}) {
      assertRefused(new Bytes().text("GGUF", false).u32(3).u64(count).u64(0).padded());
      assertRefused(new Bytes().text("GGUF", false).u32(3).u64(0).u64(count).padded());
      assertRefused(head(0, 1).u64(count).padded());
      assertRefused(head(0, 1).text("k", true).u32(8).u64(count).padded());
      assertRefused(head(0, 1).text("k", true).u32(9).u32(0).u64(count).padded());
      assertRefused(head(0, 1).text("k", true).u32(9).u32(12).u64(count).padded());
      assertRefused(head(1, 0).text("t", true).u32(1).u64(count).u32(24).u64(0).padded());
      assertRefused(head(1, 0).text("t", true).u32(1).u64(32).u32(24).u64(count).padded());
      assertRefused(
          head(1, 0).text("t", true).u32(2).u64(1L << 40).u64(count).u32(0).u64(0).padded());
    }
    assertRefused(head(0, 1).text("k", true).u32(99).padded());
    assertRefused(head(1, 0).text("t", true).u32(1000).padded());
    assertRefused(head(0, 1).text("general.alignment", true).u32(4).u32(0).padded());
  }

  @Test
  void nestedArraysWithoutEndAreRefused() throws Exception {
    var bytes = head(0, 1).text("k", true);
    for (int i = 0; i < 200; i++) {
      bytes.u32(9).u32(9).u64(1);
    }
    assertRefused(bytes.padded());
  }

  @Test
  void whatIsNoGgufOrMissingIsSaidPlainly() {
    assertThatThrownBy(() -> load(new byte[10_000])).hasMessageContaining("is not a GGUF file");
    assertThatThrownBy(() -> Gguf.load(folder.resolve("none"))).hasMessageContaining("is missing.");
    assertThatThrownBy(() -> Gguf.load(folder)).hasMessageContaining("is missing.");
  }

  @Test
  void blocksAreReadFromTheFileAsItIsNow() throws Exception {
    var file = folder.resolve("w");
    Files.write(file, whole());
    try (var gguf = Gguf.load(file)) {
      byte[] changed = whole();
      changed[changed.length - 1] ^= 1;
      Files.write(file, changed);
      var sum = Gguf.sha256();
      gguf.addTo(sum, 100, changed.length - 100);
      assertThat(HexFormat.of().formatHex(sum.digest()))
          .isEqualTo(sha256(Arrays.copyOfRange(changed, 100, changed.length)));
      assertThatThrownBy(() -> gguf.addTo(Gguf.sha256(), -1, 5)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> gguf.addTo(Gguf.sha256(), 5, changed.length))
          .isInstanceOf(IOException.class);
      Files.write(file, new byte[10]);
      assertThatThrownBy(() -> gguf.addTo(Gguf.sha256(), 0, changed.length))
          .hasMessageContaining("shorter");
    }
  }

  private Gguf load(byte[] bytes) throws IOException {
    var file = folder.resolve("weights");
    Files.write(file, bytes);
    return Gguf.load(file);
  }

  private void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> load(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("The weights file")
        .hasMessageEndingWith(".");
  }

  private static byte[] whole() {
    var bytes =
        head(1, 3)
            .text("general.name", true)
            .u32(8)
            .text("n", true)
            .text("list", true)
            .u32(9)
            .u32(8)
            .u64(2)
            .text("a", true)
            .text("b", true)
            .text("general.trailer", true)
            .u32(8)
            .text("sha256", true)
            .text("t", true)
            .u32(2)
            .u64(32)
            .u64(DATA.length / 32)
            .u32(24)
            .u64(0);
    while (bytes.out.size() % 32 != 0) {
      bytes.out.write(0);
    }
    bytes.out.writeBytes(DATA);
    bytes.out.writeBytes(Gguf.sha256().digest(bytes.out.toByteArray()));
    return bytes.out.toByteArray();
  }

  private static Bytes head(long tensors, long values) {
    return new Bytes().text("GGUF", false).u32(3).u64(tensors).u64(values);
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Gguf.sha256().digest(bytes));
  }

  private static final class Bytes {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes u32(int value) {
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
      return this;
    }

    Bytes u64(long value) {
      out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
      return this;
    }

    Bytes text(String text, boolean length) {
      if (length) {
        u64(text.length());
      }
      out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    byte[] padded() {
      return Arrays.copyOf(out.toByteArray(), 2_000);
    }
  }
}
