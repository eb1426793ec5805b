package dev.redline.original;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a tar archive in the ustar format of POSIX.1-1988; a size of 8 GiB or more stands as GNU
 * tar writes it (base 256).
 */
final class Tar {
  private static final int BLOCK = 512;
  private static final long MOST_OCTAL = 077777777777L;

  private final OutputStream out;
  private final long modified;

  /** An archive whose entries were all modified at the same time, in seconds since 1970. */
  Tar(OutputStream out, long modified) {
    this.out = out;
    this.modified = modified;
  }

  /** Writes the content of an entry. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  void folder(String path) throws IOException {
    out.write(header(path + "/", 0755, 0, '5'));
  }

  void file(String path, int mode, long size, Content content) throws IOException {
    out.write(header(path, mode, size, '0'));
    content.writeTo(out);
    out.write(new byte[(int) Math.floorMod(-size, (long) BLOCK)]);
  }

  /** Writes the end of the archive: two empty blocks. */
  void end() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private byte[] header(String path, int mode, long size, char type) {
    var name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > 100) {
      throw new IllegalArgumentException("a path in the folder is longer than 100 bytes: " + path);
    }
    var header = ByteBuffer.allocate(BLOCK);
    header.put(0, name);
    octal(header, 100, 8, mode);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    if (size <= MOST_OCTAL) {
      octal(header, 124, 12, size);
    } else {
      header.putInt(124, 0x8000_0000).putLong(128, size);
    }
    octal(header, 136, 12, modified);
    header.put(156, (byte) type).put(257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
    Arrays.fill(header.array(), 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header.array()) {
      sum += b & 0xFF;
    }
    octal(header, 148, 7, sum);
    return header.array();
  }

  private static void octal(ByteBuffer header, int at, int width, long value) {
    String digits = Long.toOctalString(value);
    String field = "0".repeat(width - 1 - digits.length()) + digits + "\0";
    header.put(at, field.getBytes(StandardCharsets.US_ASCII));
  }
}
