package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTests {
  @TempDir Path folder;
  private Path file;
  private Path memory;

  @BeforeEach
  void place() throws IOException {
    file = folder.resolve("m.gguf");
    memory = folder.resolve("meminfo");
    Files.writeString(memory, "MemTotal: 9 kB\nMemAvailable:  1048576 kB\n");
  }

  private void write(String magic, int version, long tensors) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    head.put(magic.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    head.putInt(version).putLong(tensors).putLong(0);
    Files.write(file, head.array());
  }

  private void refused(String... told) {
    refused(2048, told);
  }

  private void refused(int window, String... told) {
    assertThatThrownBy(() -> GgufFile.check(file, window, memory))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(told)
        .hasMessageContaining("Do: ");
  }

  @Test
  void aGgufFileThatFitsIsTaken() throws IOException {
    TinyGguf.write(file, "llama");
    assertThat(GgufFile.check(file, TinyGguf.CONTEXT, memory))
        .isEqualTo(new GgufFile(file, Files.size(file), 1L << 30));
  }

  @Test
  void itsDescriptionIsRead() throws Exception {
    TinyGguf.write(file, "llama");
    GgufHeader header = GgufHeader.of(file);
    assertThat(header.architecture()).contains("llama");
    assertThat(header.number("context_length")).contains(4096L);
    assertThat(header.vocabulary()).isEqualTo(259);
    // One layer, two heads of 16 numbers, keys and values of 2 bytes each.
    assertThat(header.bytesOfAToken()).isEqualTo(2 * 2 * 16 * 2);
  }

  @Test
  void whatIsNoGgufFileIsRefused() throws IOException {
    refused("not there");
    Files.writeString(file, "GGUF");
    refused("does not begin as a GGUF file does");
    write("GGML", 3, 12);
    refused("does not begin as a GGUF file does");
    write("GGUF", 1, 12);
    refused("version is 1");
    write("GGUF", 3, 0);
    refused("no tensors");
    file = folder;
    refused("no file");
  }

  @Test
  void aFileThatEndsEarlyOrHoldsLiesIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(TinyGguf.write(file, "llama"));
    var random = new java.util.Random(3);
    for (int length = 24; length < 500; length += 7) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      refused("cannot be used");
    }
    for (int i = 0; i < 300; i++) {
      byte[] broken = whole.clone();
      broken[24 + random.nextInt(400)] = (byte) random.nextInt(256);
      Files.write(file, broken);
      try {
        GgufFile.check(file, 16, memory);
      } catch (UnknownModelException e) {
        assertThat(e).hasMessageContaining("Do: ");
      }
    }
  }

  @Test
  void aContextBeyondWhatTheModelWasMadeForIsRefused() throws IOException {
    TinyGguf.write(file, "llama");
    refused(4097, "made for 4,096 tokens", "--context-window 4096");
  }

  @Test
  void theContextCountsAsMemory() throws IOException {
    TinyGguf.write(file, "llama");
    long work = (256L << 20) + 512 * 4 * 259 + Files.size(file);
    Files.writeString(memory, "MemAvailable: %d kB\n".formatted(((work + 2048 * 128) >> 10) + 1));
    assertThat(GgufFile.check(file, 2048, memory).bytes()).isPositive();
    refused(4096, "its context of 4,096 tokens", "a smaller --context-window");
  }

  @Test
  void aFileThatIsTooBigForTheMemoryIsRefusedWithBothSizes() throws IOException {
    write("GGUF", 3, 12);
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    refused("1,073,741,824 bytes", "of memory are free", "smaller model");
  }
}
