package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a stream in bounded memory. Of an overlong line it keeps the beginning and the end: who
 * called what, and what came of it. For one thread.
 */
final class BoundedLines {
  /** Beginning of a line that is kept: more than the longest command line that shells make. */
  static final int HEAD = 1 << 20;

  /** End of an overlong line that is kept. */
  static final int TAIL = 256;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int filled;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream(1 << 12);
  private byte[] tail = new byte[0];
  private boolean endedInside;

  BoundedLines(InputStream in) {
    this.in = in;
  }

  /** The next line that ends in a newline, without it; null at the end of the stream. */
  @Nullable String next() throws IOException {
    head.reset();
    tail = new byte[0];
    while (true) {
      if (at == filled) {
        at = 0;
        filled = in.read(buffer);
        if (filled < 0) {
          filled = 0;
          endedInside = head.size() > 0;
          return null;
        }
      }
      int newline = newline();
      keep(at, newline);
      boolean whole = newline < filled;
      at = whole ? newline + 1 : newline;
      if (whole) {
        return head.toString(ISO_8859_1) + new String(tail, ISO_8859_1);
      }
    }
  }

  /** Whether the stream ended in the middle of a line. */
  boolean endedInside() {
    return endedInside;
  }

  private int newline() {
    for (int i = at; i < filled; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return filled;
  }

  private void keep(int from, int to) {
    int room = Math.min(to - from, HEAD - head.size());
    head.write(buffer, from, room);
    int rest = to - from - room;
    if (rest > 0) {
      byte[] joined = Arrays.copyOf(tail, tail.length + rest);
      System.arraycopy(buffer, from + room, joined, tail.length, rest);
      tail = Arrays.copyOfRange(joined, Math.max(0, joined.length - TAIL), joined.length);
    }
  }
}
