package dev.redline.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model in one file.
 *
 * @param path of the file, absolute
 * @param bytes of the whole file
 */
record GgufFile(Path path, long bytes) {
  // "GGUF", read as a number, lowest byte first (ggml's docs/gguf.md).
  private static final int MAGIC = 0x46554747;
  private static final int OLDEST = 2;
  private static final int NEWEST = 3;
  // What a server takes beside the weights: its context and buffers, at the least.
  private static final long BESIDE = 256L << 20;
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+([0-9]+) kB");

  /**
   * Looks at the file before anything is started.
   *
   * @param memory {@code /proc/meminfo}
   * @throws UnknownModelException when it is not there, no GGUF, or larger than the free memory
   */
  static GgufFile check(Path file, Path memory) {
    Path path = file.toAbsolutePath().normalize();
    try {
      if (!Files.isRegularFile(path)) {
        throw wrong(path, "it is not there, or no file", "check the path");
      }
      long bytes = Files.size(path);
      checkHeader(path);
      long free = available(memory);
      if (bytes + BESIDE > free) {
        throw wrong(
            path,
            "it has %,d bytes and needs some %,d more to run, but %,d bytes of memory are free"
                .formatted(bytes, BESIDE, free),
            "take a smaller model or a stronger quantization, or end what uses the memory");
      }
      return new GgufFile(path, bytes);
    } catch (IOException e) {
      throw wrong(path, "it cannot be read: " + e, "check its owner and permissions");
    }
  }

  private static void checkHeader(Path path) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(path)) {
      while (head.hasRemaining() && channel.read(head) >= 0) {
        // A read may give less than there is room for.
      }
    }
    if (head.hasRemaining() || head.getInt(0) != MAGIC) {
      throw wrong(path, "it does not begin as a GGUF file does", "name a file in the GGUF form");
    }
    int version = head.getInt(4);
    if (version < OLDEST || version > NEWEST) {
      throw wrong(
          path,
          "its GGUF version is %d, not %d to %d".formatted(version, OLDEST, NEWEST),
          "convert it anew with a current llama.cpp");
    }
    if (head.getLong(8) <= 0) {
      throw wrong(path, "it holds no tensors", "name the file with the model's weights");
    }
  }

  /** Memory that can be had without swapping, in bytes. */
  private static long available(Path memory) throws IOException {
    Matcher line = AVAILABLE.matcher(Files.readString(memory));
    if (!line.find()) {
      throw new IOException(memory + " does not tell how much memory is available");
    }
    return Long.parseLong(line.group(1)) << 10;
  }

  private static UnknownModelException wrong(Path path, String what, String remedy) {
    return new UnknownModelException(
        "The model file %s cannot be used: %s. Do: %s.".formatted(path, what, remedy));
  }
}
