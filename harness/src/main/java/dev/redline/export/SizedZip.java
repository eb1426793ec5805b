package dev.redline.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A zip file whose entries carry their sizes before their data, so that a reader of streams knows
 * them; the JDK writes them behind. For one thread, but entries may be packed by many.
 *
 * <p>Source: PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
final class SizedZip implements AutoCloseable {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final short VERSION = 20;
  private static final short UTF8 = 1 << 11;
  private static final short DEFLATED = 8;
  private static final int DATE = 0x5821_0000; // 2024-01-01, the same in every export
  private static final int MOST_ENTRIES = 0xFFFF - 1;
  private static final long MOST_BYTES = 0xFFFF_FFFFL - 1;

  private final OutputStream out;
  private final List<byte[]> directory = new ArrayList<>();
  private long written;

  SizedZip(OutputStream out) {
    this.out = out;
  }

  /** A file as it lies in the zip. */
  static final class Packed {
    private final String name;
    private final int size;
    private final long crc;
    private final byte[] deflated;

    private Packed(String name, int size, long crc, byte[] deflated) {
      this.name = name;
      this.size = size;
      this.crc = crc;
      this.deflated = deflated;
    }

    static Packed of(String name, byte[] content) {
      var crc = new CRC32();
      crc.update(content);
      try (var deflater = new Deflater(Deflater.BEST_SPEED, true)) {
        deflater.setInput(content);
        deflater.finish();
        var packed = new ByteArrayOutputStream(content.length / 8 + 64);
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
          packed.write(buffer, 0, deflater.deflate(buffer));
        }
        return new Packed(name, content.length, crc.getValue(), packed.toByteArray());
      }
    }
  }

  void add(Packed file) throws IOException {
    byte[] name = file.name.getBytes(StandardCharsets.UTF_8);
    if (directory.size() >= MOST_ENTRIES
        || written + name.length + file.deflated.length + 30 > MOST_BYTES) {
      throw new IOException(
          "the file would be larger than a plain zip can be (4 GiB, 65534 entries)");
    }
    byte[] central = new byte[46 + name.length];
    common(buffer(central).putInt(CENTRAL).putShort(VERSION), file, name)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) 0)
        .putInt(0)
        .putInt((int) written)
        .put(name);
    directory.add(central);
    byte[] local = new byte[30 + name.length];
    common(buffer(local).putInt(LOCAL), file, name).put(name);
    write(local);
    write(file.deflated);
  }

  /** What both headers hold: from the version needed to the length of the extra field. */
  private static ByteBuffer common(ByteBuffer into, Packed file, byte[] name) {
    return into.putShort(VERSION)
        .putShort(UTF8)
        .putShort(DEFLATED)
        .putInt(DATE)
        .putInt((int) file.crc)
        .putInt(file.deflated.length)
        .putInt(file.size)
        .putShort((short) name.length)
        .putShort((short) 0);
  }

  @Override
  public void close() throws IOException {
    try (out) {
      long begin = written;
      for (byte[] entry : directory) {
        write(entry);
      }
      short entries = (short) directory.size();
      byte[] end = new byte[22];
      buffer(end)
          .putInt(END)
          .putShort((short) 0)
          .putShort((short) 0)
          .putShort(entries)
          .putShort(entries)
          .putInt((int) (written - begin))
          .putInt((int) begin)
          .putShort((short) 0);
      write(end);
    }
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }
}
