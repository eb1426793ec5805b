package dev.redline.original;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTests {

  @Nested
  class FromASeed {

    @Test
    void theyHaveExactlyTheSizeAskedForAndTheirDigest() throws IOException {
      for (long size : new long[] {SeededWeights.MIN_SIZE, 100_003, 1 << 20, (3 << 20) + 17}) {
        var weights = SeededWeights.of(7, size);
        byte[] bytes = bytes(weights);
        assertThat(bytes).hasSize((int) size);
        assertThat(weights.sha256())
            .isEqualTo(HexFormat.of().formatHex(Digests.sha256().digest(bytes)))
            .isEqualTo(SeededWeights.of(7, size).sha256());
      }
    }

    @Test
    void anyPartReadsAsItWasWritten() throws IOException {
      var weights = SeededWeights.of(42, 1 << 20);
      byte[] whole = bytes(weights);
      for (long seed = 0; seed < 300; seed++) {
        var random = new SplittableRandom(seed);
        int offset =
            switch ((int) (seed % 3)) {
              case 0 -> random.nextInt(whole.length);
              case 1 -> random.nextInt(8_192); // about the header's end
              default -> whole.length - 1 - random.nextInt(100); // about the trailer
            };
        int length = random.nextInt(Math.min(100_000, whole.length - offset) + 1);
        var part = ByteBuffer.allocate(length);
        weights.read(offset, part);
        assertThat(part.array())
            .as("seed %d", seed)
            .isEqualTo(Arrays.copyOfRange(whole, offset, offset + length));
      }
    }

    @Test
    void anotherSeedGivesOtherBytesAndNeitherCompresses() throws IOException {
      byte[] one = bytes(SeededWeights.of(1, 1 << 20));
      byte[] two = bytes(SeededWeights.of(2, 1 << 20));
      int same = 0;
      for (int i = 8192; i < one.length; i++) {
        same += one[i] == two[i] ? 1 : 0;
      }
      assertThat((double) same / one.length).isBetween(0.002, 0.006); // by chance: 1 in 256
      var deflater = new Deflater(9);
      deflater.setInput(one);
      deflater.finish();
      assertThat(deflater.deflate(new byte[2 << 20])).isGreaterThan(one.length * 99 / 100);
      deflater.end();
    }

    @Test
    void equalSeedsGiveEqualBytesInEveryVersion() throws IOException {
      assertThat(SeededWeights.of(42, 1 << 20).sha256())
          .isEqualTo("0b36d2e660db95cd0abcdad6c0bd01a47990254596791350cf2379ad4af33620");
    }

    @Test
    void aPartFarIntoAHugeFileIsThereAtOnce() throws IOException {
      var weights = SeededWeights.of(3, 200L << 30);
      var part = ByteBuffer.allocate(1000);
      long end = (200L << 30) - 32; // the trailer needs a pass over all
      weights.read(end - 1000, part);
      assertThat(part.hasRemaining()).isFalse();
      var shifted = ByteBuffer.allocate(993);
      weights.read(end - 993, shifted);
      assertThat(shifted.array()).isEqualTo(Arrays.copyOfRange(part.array(), 7, 1000));
    }

    @Test
    void aPartBeyondTheEndIsRefused() {
      var weights = SeededWeights.of(3, 1 << 20);
      assertThatThrownBy(() -> weights.read((1 << 20) - 5, ByteBuffer.allocate(6)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> weights.read(-1, ByteBuffer.allocate(6)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> SeededWeights.of(3, 10)).hasMessageContaining("65536");
    }
  }

  @Nested
  class FromAFile {

    @Test
    void theyAreItsBytes(@TempDir Path folder) throws IOException {
      var seeded = SeededWeights.of(9, 300_001);
      var file = write(folder, seeded);
      var weights = FileWeights.of(file);
      assertThat(weights.size()).isEqualTo(300_001);
      assertThat(weights.sha256()).isEqualTo(seeded.sha256());
      assertThat(bytes(weights)).isEqualTo(Files.readAllBytes(file));
      var part = ByteBuffer.allocate(100);
      weights.read(200_000, part);
      assertThat(part.array())
          .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(file), 200_000, 200_100));
    }

    @Test
    void aFileThatIsNoGgufOrHasBecomeShorterIsRefused(@TempDir Path folder) throws IOException {
      var other = Files.writeString(folder.resolve("other"), "GG");
      assertThatThrownBy(() -> FileWeights.of(other)).hasMessageContaining("is not GGUF");
      var file = write(folder, SeededWeights.of(9, 300_001));
      var weights = FileWeights.of(file);
      Files.write(file, new byte[100]);
      assertThatThrownBy(() -> weights.writeTo(OutputStream.nullOutputStream()))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("shorter");
    }
  }

  private static Path write(Path folder, Weights weights) throws IOException {
    return Files.write(folder.resolve("model.gguf"), bytes(weights));
  }

  private static byte[] bytes(Weights weights) throws IOException {
    var out = new ByteArrayOutputStream();
    weights.writeTo(out);
    return out.toByteArray();
  }
}
