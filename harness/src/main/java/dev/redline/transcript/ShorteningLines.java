package dev.redline.transcript;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/** Reads lines and shortens long ones, as {@link ShorteningReader} does strings. For one thread. */
final class ShorteningLines {
  /** Characters kept at either end of a line; a power of two. */
  static final int EDGE = 128 << 10;

  private final Reader in;
  private final char[] input = new char[1 << 14];
  private int at;
  private int end;
  private final StringBuilder head = new StringBuilder();
  private final char[] tail = new char[EDGE];
  private long length;

  ShorteningLines(Reader in) {
    this.in = in;
  }

  /** The next line without its end, or empty after the last. */
  Optional<String> next() throws IOException {
    head.setLength(0);
    length = 0;
    while (true) {
      if (at == end) {
        end = Math.max(0, in.read(input, 0, input.length));
        at = 0;
        if (end == 0) {
          return length == 0 ? Optional.empty() : Optional.of(line());
        }
      }
      char c = input[at++];
      if (c == '\n') {
        return Optional.of(line());
      }
      if (length < EDGE) {
        head.append(c);
      } else {
        tail[(int) length & (EDGE - 1)] = c;
      }
      length++;
    }
  }

  private String line() {
    if (length > EDGE) {
      long leftOut = Math.max(0, length - 2L * EDGE);
      if (leftOut > 0) {
        head.append(Shortened.mark(leftOut));
      }
      for (long n = Math.max(EDGE, length - EDGE); n < length; n++) {
        head.append(tail[(int) n & (EDGE - 1)]);
      }
    }
    int last = head.length() - 1;
    if (last >= 0 && head.charAt(last) == '\r') {
      head.setLength(last);
    }
    return head.toString();
  }
}
