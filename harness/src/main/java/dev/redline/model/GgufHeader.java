package dev.redline.model;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a GGUF file says of its model before its tensors (ggml's docs/gguf.md). Numbers and short
 * texts are kept; of a list its length, and the sum where it holds whole numbers.
 */
record GgufHeader(
    int version,
    long tensors,
    Map<String, Long> numbers,
    Map<String, String> texts,
    Map<String, Long> lengths) {
  // "GGUF", read as a number, lowest byte first.
  private static final int MAGIC = 0x46554747;
  private static final int OLDEST = 2;
  private static final int NEWEST = 3;
  private static final int MOST_KEYS = 100_000;
  private static final int SHORT = 256;
  // Bytes of the fixed types by their number; 0 where the length stands in the file.
  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  private static final int FLOAT = 6;
  private static final int STRING = 8;
  private static final int LIST = 9;
  private static final int DOUBLE = 12;

  GgufHeader {
    numbers = Map.copyOf(numbers);
    texts = Map.copyOf(texts);
    lengths = Map.copyOf(lengths);
  }

  /** What the file is not, in words for people. */
  static final class NoGguf extends Exception {
    private static final long serialVersionUID = 1;

    NoGguf(String what) {
      super(what);
    }
  }

  /**
   * Reads it.
   *
   * @throws NoGguf when the file is none, of a version that is not read here, or ends too early
   */
  static GgufHeader of(Path file) throws IOException, NoGguf {
    long bytes = Files.size(file);
    try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return new Reader(in, bytes).read();
    } catch (EOFException e) {
      throw new NoGguf("it ends within its own description");
    }
  }

  /** The model's kind of network, such as {@code llama}; empty where it is not told. */
  Optional<String> architecture() {
    return Optional.ofNullable(texts.get("general.architecture"));
  }

  /** A number that the architecture has; empty where it is not told. */
  Optional<Long> number(String name) {
    return architecture().map(kind -> numbers.get(kind + "." + name));
  }

  /** Words that the model knows. */
  long vocabulary() {
    return lengths.getOrDefault("tokenizer.ggml.tokens", 0L);
  }

  /**
   * What llama.cpp keeps of each token of context, in bytes: keys and values of each layer, in 16
   * bits each. 0 where the network has no attention.
   */
  long bytesOfAToken() {
    long heads = number("attention.head_count").orElse(0L);
    if (heads == 0) {
      return 0;
    }
    long layers = number("block_count").orElse(0L);
    String groups = architecture().orElse("") + ".attention.head_count_kv";
    // Of a list, one number a layer, the sum is kept.
    long allGroups =
        lengths.containsKey(groups)
            ? numbers.getOrDefault(groups, 0L)
            : layers * numbers.getOrDefault(groups, heads);
    long width = number("embedding_length").orElse(0L) / heads;
    return 2
        * allGroups
        * (number("attention.key_length").orElse(width)
            + number("attention.value_length").orElse(width));
  }

  private static final class Reader {
    private final BufferedInputStream in;
    private long left;
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> lengths = new HashMap<>();

    Reader(BufferedInputStream in, long bytes) {
      this.in = in;
      this.left = bytes;
    }

    GgufHeader read() throws IOException, NoGguf {
      if (left < 24 || fixed(4).getInt() != MAGIC) {
        throw new NoGguf("it does not begin as a GGUF file does");
      }
      int version = fixed(4).getInt();
      if (version < OLDEST || version > NEWEST) {
        throw new NoGguf("its GGUF version is %d, not %d to %d".formatted(version, OLDEST, NEWEST));
      }
      long tensors = fixed(8).getLong();
      if (tensors <= 0) {
        throw new NoGguf("it holds no tensors");
      }
      long keys = fixed(8).getLong();
      if (keys < 0 || keys > MOST_KEYS) {
        throw new NoGguf("it claims to describe itself in %d words".formatted(keys));
      }
      for (long i = 0; i < keys; i++) {
        value(text(), fixed(4).getInt());
      }
      return new GgufHeader(version, tensors, numbers, texts, lengths);
    }

    private void value(String key, int type) throws IOException, NoGguf {
      if (type == LIST) {
        list(key);
      } else if (type == STRING) {
        long length = length();
        if (length <= SHORT) {
          texts.put(key, text(length));
        } else {
          skip(length);
        }
      } else {
        number(type).ifPresent(value -> numbers.put(key, value));
      }
    }

    private void list(String key) throws IOException, NoGguf {
      int type = fixed(4).getInt();
      long length = length();
      lengths.put(key, length);
      if (type == STRING) {
        for (long i = 0; i < length; i++) {
          skip(length());
        }
        return;
      }
      if (type == LIST) {
        throw new NoGguf("it holds lists of lists");
      }
      long sum = 0;
      for (long i = 0; i < length; i++) {
        sum += number(type).orElse(0L);
      }
      numbers.put(key, sum);
    }

    /** A whole number; empty where it is another. */
    private Optional<Long> number(int type) throws IOException, NoGguf {
      if (type < 0 || type >= SIZES.length || SIZES[type] == 0) {
        throw new NoGguf("it holds a value of the unknown type " + type);
      }
      ByteBuffer bytes = fixed(SIZES[type]);
      return type == FLOAT || type == DOUBLE
          ? Optional.empty()
          : Optional.of(
              switch (SIZES[type]) {
                case 1 -> (long) bytes.get();
                case 2 -> (long) bytes.getShort();
                case 4 -> type == 4 ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getInt();
                default -> bytes.getLong();
              });
    }

    private String text() throws IOException, NoGguf {
      return text(length());
    }

    private String text(long length) throws IOException {
      return new String(
          fixed(Math.toIntExact(Math.min(length, left))).array(), StandardCharsets.UTF_8);
    }

    /** No length is more than what is left of the file. */
    private long length() throws IOException, NoGguf {
      long length = fixed(8).getLong();
      if (length < 0 || length > left) {
        throw new NoGguf(
            "it claims a length of %d where %d bytes are left".formatted(length, left));
      }
      return length;
    }

    private ByteBuffer fixed(int bytes) throws IOException {
      byte[] read = in.readNBytes(bytes);
      if (read.length < bytes) {
        throw new EOFException();
      }
      left -= bytes;
      return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void skip(long bytes) throws IOException {
      in.skipNBytes(bytes);
      left -= bytes;
    }
  }
}
