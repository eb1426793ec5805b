package dev.redline.transcript;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Looks at the end of a zip archive before its directory is taken into memory. */
final class ZipEnd {
  /** Most bytes from the directory's beginning to the file's end: some 100,000 entries. */
  private static final long MOST_BYTES = 8 << 20;

  private static final int SIGNATURE = 0x06054b50;
  private static final int LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;

  /** Of archives beyond 4 GiB: points to a record that has the true numbers. */
  private static final int LOCATOR_SIGNATURE = 0x07064b50;

  private static final int LOCATOR_LENGTH = 20;

  private ZipEnd() {}

  /** Whether there is a directory, and it is small enough to be read at once. */
  static boolean hasReadableDirectory(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      int look = (int) Math.min(size, LOCATOR_LENGTH + LENGTH + LONGEST_COMMENT);
      ByteBuffer end = bytes(channel, size - look, look);
      for (int at = end.limit() - LENGTH; at >= 0; at--) {
        if (end.getInt(at) == SIGNATURE) {
          return size - begin(channel, end, at, size - look) <= MOST_BYTES;
        }
      }
      return false;
    }
  }

  /** Where the directory may begin at the earliest, by its own word. */
  private static long begin(FileChannel channel, ByteBuffer end, int at, long endsAt)
      throws IOException {
    long length = Integer.toUnsignedLong(end.getInt(at + 12));
    long offset = Integer.toUnsignedLong(end.getInt(at + 16));
    int locator = at - LOCATOR_LENGTH;
    if (locator >= 0 && end.getInt(locator) == LOCATOR_SIGNATURE) {
      long record = end.getLong(locator + 8);
      ByteBuffer true64 = bytes(channel, Math.max(0, record), 56);
      if (true64.limit() == 56) {
        length = true64.getLong(40);
        offset = true64.getLong(48);
      }
    }
    return Math.min(offset, endsAt + at - length);
  }

  private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = channel.read(bytes, from + bytes.position());
    }
    return bytes.flip();
  }
}
