package dev.redline.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model in one file that fits into this machine's memory.
 *
 * @param path of the file, absolute
 * @param bytes of the whole file
 * @param free bytes of memory that could be had when it was looked at
 */
record GgufFile(Path path, long bytes, long free) {
  // llama.cpp itself, and the process round it.
  private static final long BESIDE = 256L << 20;
  // llama.cpp works on so many tokens at once, and keeps a number for each word that may follow.
  private static final long BATCH = 512L * Float.BYTES;
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+([0-9]+) kB");

  /**
   * Looks at the file before anything is started.
   *
   * @param window tokens of context
   * @param memory {@code /proc/meminfo}
   * @throws UnknownModelException when it is not there, no GGUF, was made for a smaller context, or
   *     needs more memory than is free
   */
  static GgufFile check(Path file, int window, Path memory) {
    Path path = file.toAbsolutePath().normalize();
    try {
      if (!Files.isRegularFile(path)) {
        throw wrong(path, "it is not there, or no file", "check the path");
      }
      GgufHeader header = GgufHeader.of(path);
      checkWindow(path, header, window);
      GgufFile found = new GgufFile(path, Files.size(path), available(memory));
      found.checkMemory(header, window);
      return found;
    } catch (GgufHeader.NoGguf e) {
      throw wrong(
          path, e.getMessage(), "name a file in the GGUF form, as a current llama.cpp writes it");
    } catch (IOException e) {
      throw wrong(path, "it cannot be read: " + e, "check its owner and permissions");
    }
  }

  private static void checkWindow(Path path, GgufHeader header, int window) {
    long trained = header.number("context_length").orElse((long) window);
    if (trained < window) {
      throw wrong(
          path,
          "it was made for %,d tokens of context, and the study's is %,d"
              .formatted(trained, window),
          "say --context-window %d, or take another model".formatted(trained));
    }
  }

  private void checkMemory(GgufHeader header, int window) {
    long context = window * header.bytesOfAToken();
    long work = BESIDE + BATCH * header.vocabulary();
    if (bytes + context + work > free) {
      throw wrong(
          path,
          "it has %,d bytes and needs some %,d more for its context of %,d tokens and its work, but %,d bytes of memory are free"
              .formatted(bytes, context + work, window, free),
          "take a smaller model, a stronger quantization or a smaller --context-window, or end what"
              + " uses the memory");
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

  private static UnknownModelException wrong(
      Path path, @org.jspecify.annotations.Nullable String what, String remedy) {
    return new UnknownModelException(
        "The model file %s cannot be used: %s. Do: %s.".formatted(path, what, remedy));
  }
}
