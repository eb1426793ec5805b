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
    head.putInt(version).putLong(tensors).putLong(1);
    Files.write(file, head.array());
  }

  private void refused(String... told) {
    assertThatThrownBy(() -> GgufFile.check(file, memory))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(told)
        .hasMessageContaining("Do: ");
  }

  @Test
  void aGgufFileThatFitsIsTaken() throws IOException {
    write("GGUF", 3, 12);
    assertThat(GgufFile.check(file, memory)).isEqualTo(new GgufFile(file, 32));
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
  void aFileThatIsTooBigForTheMemoryIsRefusedWithBothSizes() throws IOException {
    write("GGUF", 3, 12);
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    refused("1,073,741,824 bytes", "of memory are free", "smaller model");
  }
}
