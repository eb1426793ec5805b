package aisystem;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A model's weights: a GGUF file, read and checked in full, and kept open.
 *
 * <p>The file starts with a header, named values about the model and a list of tensors; the rest is
 * the tensors' data. Every count and length in it is checked against the size of the file before it
 * is believed. If the value "general.trailer" is there, the file's last 32 bytes are the SHA-256 of
 * everything before them.
 */
final class Gguf implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int MAX_TEXT = 1 << 14;
  private static final int TRAILER = 32;
  private static final int UINT32 = 4;
  private static final int TEXT = 8;
  private static final int ARRAY = 9;

  /** Of each type of a named value: how many bytes it takes; 0 if that differs or it is unknown. */
  private static final int[] VALUES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  /** Of each type of a tensor: how many bytes a block takes; 0 if it is unknown. */
  private static final int[] BLOCKS = {
    4, 2, 18, 20, 0, 0, 22, 24, 34, 36, 84, 110, 144, 176, 210, 292, 66, 74, 98, 50, 18, 110, 82,
    136, 1, 2, 4, 8, 8, 56, 2, 0, 0, 0, 54, 66, 0, 0, 0, 17
  };

  private final Path path;
  private final RandomAccessFile file;
  private final long size;
  private long alignment = 32;
  private boolean trailer;
  private String name = "model";
  private long tensors;
  private String digest = "";

  private Gguf(Path path, RandomAccessFile file) throws IOException {
    this.path = path;
    this.file = file;
    this.size = file.length();
  }

  /**
   * Loads a file.
   *
   * @throws IOException with one plain sentence, if it is missing or not whole
   */
  static Gguf load(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException("The weights file " + path + " is missing.");
    }
    if (!Files.isReadable(path)) {
      throw new IOException("The weights file " + path + " may not be read.");
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
    Gguf gguf = new Gguf(path, file);
    try {
      gguf.readHeader();
      gguf.readAll();
      return gguf;
    } catch (EOFException e) {
      file.close();
      throw gguf.bad("it is cut short: it ends within its header");
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** The model's name, as the file gives it. */
  String name() {
    return name;
  }

  long size() {
    return size;
  }

  long tensors() {
    return tensors;
  }

  /** The SHA-256 of the whole file as it was loaded, in hexadecimal. */
  String digest() {
    return digest;
  }

  /** Adds bytes of the file, as they are now, to a digest. */
  void addTo(MessageDigest sum, long offset, long length) throws IOException {
    if (offset < 0 || length < 0 || length > size - offset) {
      throw new IOException("The weights have no " + length + " bytes at " + offset + ".");
    }
    ByteBuffer part = ByteBuffer.allocate((int) Math.min(length, BUFFER));
    for (long at = offset; at < offset + length; at += part.limit()) {
      part.clear().limit((int) Math.min(offset + length - at, BUFFER));
      while (part.hasRemaining()) {
        if (file.getChannel().read(part, at + part.position()) < 0) {
          throw new IOException("The weights file " + path + " has become shorter.");
        }
      }
      sum.update(part.flip());
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private void readHeader() throws IOException {
    if (size < 24 || uint32() != 0x46554747) {
      throw new IOException("The weights file " + path + " is not a GGUF file.");
    }
    int version = uint32();
    if (version != 2 && version != 3) {
      throw bad("its version is " + version + "; versions 2 and 3 can be read");
    }
    tensors = count(24);
    long values = count(12);
    for (long i = 0; i < values; i++) {
      String key = text();
      readValue(key, uint32(), 0);
    }
    long data = 0;
    for (long i = 0; i < tensors; i++) {
      data = Math.max(data, tensorEnd());
    }
    long end = file.getFilePointer();
    long start = end + Math.floorMod(-end, alignment);
    if (data > size - start - (trailer ? TRAILER : 0)) {
      throw bad("it is cut short: its tensors end " + data + " bytes after byte " + start);
    }
  }

  private void readAll() throws IOException {
    MessageDigest sum = sha256();
    long checked = trailer ? size - TRAILER : 0;
    addTo(sum, 0, checked);
    byte[] found = soFar(sum);
    addTo(sum, checked, size - checked);
    digest = HexFormat.of().formatHex(sum.digest());
    if (trailer) {
      byte[] expected = new byte[TRAILER];
      file.seek(checked);
      file.readFully(expected);
      if (!Arrays.equals(found, expected)) {
        throw bad("its data was altered: the digest at its end is of other bytes");
      }
    }
  }

  private static byte[] soFar(MessageDigest sum) {
    try {
      return ((MessageDigest) sum.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the JDK's SHA-256 can be cloned", e);
    }
  }

  /** Reads a named value of a type, or one item of an array, for which the key is empty. */
  private void readValue(String key, int type, int depth) throws IOException {
    if (type == TEXT && key.equals("general.name")) {
      name = text();
    } else if (type == TEXT && key.equals("general.trailer")) {
      trailer = text().equals("sha256");
    } else if (type == TEXT) {
      skip(count(1));
    } else if (type == UINT32 && key.equals("general.alignment")) {
      alignment = uint32();
      if (alignment < 1 || Long.bitCount(alignment) != 1) {
        throw bad("its alignment is " + alignment);
      }
    } else if (type == ARRAY && depth < 4) {
      int itemType = uint32();
      boolean fixed = itemType != TEXT && itemType != ARRAY;
      int least = fixed ? known(VALUES, itemType, "value") : 8;
      long items = count(least);
      if (fixed) {
        skip(items * least);
      }
      for (long i = 0; i < items && !fixed; i++) {
        readValue("", itemType, depth + 1);
      }
    } else {
      skip(known(VALUES, type, "value"));
    }
  }

  /** Reads one entry of the tensor list and returns where its data ends in the data section. */
  private long tensorEnd() throws IOException {
    String tensor = "the tensor " + Text.shorten(text(), 80);
    int dimensions = uint32();
    if (dimensions < 1 || dimensions > 4) {
      throw bad(tensor + " has " + dimensions + " dimensions");
    }
    try {
      long numbers = 1;
      for (int i = 0; i < dimensions; i++) {
        numbers = Math.multiplyExact(numbers, uint64());
      }
      int type = uint32();
      int blockBytes = known(BLOCKS, type, "tensor");
      int blockNumbers = blockNumbers(type);
      long offset = uint64();
      if (numbers < 1 || offset < 0 || numbers % blockNumbers != 0 || offset % alignment != 0) {
        throw bad(tensor + " has an impossible size or place");
      }
      return Math.addExact(offset, Math.multiplyExact(numbers / blockNumbers, (long) blockBytes));
    } catch (ArithmeticException e) {
      throw bad(tensor + " is larger than any file");
    }
  }

  /** How many numbers a block of a tensor type holds. */
  private static int blockNumbers(int type) {
    return switch (type) {
      case 0, 1, 24, 25, 26, 27, 28, 30 -> 1;
      case 2, 3, 6, 7, 8, 9, 20, 39 -> 32;
      default -> 256;
    };
  }

  private int known(int[] sizes, int type, String what) throws IOException {
    if (type < 0 || type >= sizes.length || sizes[type] == 0) {
      throw bad("it holds a " + what + " of the unknown type " + type);
    }
    return sizes[type];
  }

  /** Reads a count; believes it only if so many things of at least this size fit in the file. */
  private long count(int atLeast) throws IOException {
    long count = uint64();
    if (count < 0 || count > size / atLeast) {
      throw bad("it is cut short or damaged: it has " + size + " bytes and tells of more");
    }
    return count;
  }

  private String text() throws IOException {
    long length = count(1);
    if (length > MAX_TEXT) {
      throw bad("it holds a name of " + length + " bytes; at most " + MAX_TEXT + " are read");
    }
    byte[] bytes = new byte[(int) length];
    file.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private int uint32() throws IOException {
    return Integer.reverseBytes(file.readInt());
  }

  private long uint64() throws IOException {
    return Long.reverseBytes(file.readLong());
  }

  private void skip(long bytes) throws IOException {
    file.seek(Math.min(size, file.getFilePointer() + bytes));
  }

  private IOException bad(String what) {
    return new IOException("The weights file " + path + " cannot be used: " + what + ".");
  }
}
