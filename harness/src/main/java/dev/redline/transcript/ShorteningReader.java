package dev.redline.transcript;

import java.io.IOException;
import java.io.Reader;

/**
 * Reads JSON and shortens its long strings, so that a parser behind it needs little memory however
 * long they are. Of a string that is too long the beginning and the end stay, with {@link
 * Shortened}'s mark between them. For one thread.
 */
final class ShorteningReader extends Reader {
  /**
   * Kept at either end of a string: so many units at its beginning, each a character or an escape,
   * and so many characters at its end. A power of two.
   */
  static final int EDGE = 32 << 10;

  /** What follows the first two characters of an escape such as {@code \\u00e9}. */
  private static final int HEX_DIGITS = 4;

  private final Reader in;
  private final char[] input = new char[1 << 14];
  private int inputAt;
  private int inputEnd;
  private boolean ended;

  private final StringBuilder output = new StringBuilder();
  private int outputAt;

  private boolean inString;

  /** Characters of the unit that is being read, and how many of them are still to come. */
  private int unitLength;

  private int unitLeft;
  private long units;

  /** The latest characters of a long string, in a ring, with which of them begin a unit. */
  private final char[] tail = new char[EDGE];

  private final boolean[] begins = new boolean[EDGE];
  private long tailed;

  ShorteningReader(Reader in) {
    this.in = in;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (outputAt == output.length()) {
      output.setLength(0);
      outputAt = 0;
      if (ended) {
        return -1;
      }
      work();
    }
    int count = Math.min(length, output.length() - outputAt);
    output.getChars(outputAt, outputAt + count, into, offset);
    outputAt += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void work() throws IOException {
    inputEnd = in.read(input, 0, input.length);
    inputAt = 0;
    if (inputEnd < 0) {
      ended = true;
      endString();
      return;
    }
    while (inputAt < inputEnd) {
      char c = input[inputAt++];
      if (inString) {
        within(c);
      } else {
        output.append(c);
        if (c == '"') {
          inString = true;
          units = 0;
          tailed = 0;
          unitLength = 0;
          unitLeft = 0;
        }
      }
    }
  }

  private void within(char c) {
    if (unitLeft == 0) {
      if (c == '"') {
        endString();
        output.append(c);
        inString = false;
        return;
      }
      units++;
      unitLength = 0;
      unitLeft = c == '\\' ? 2 : 1;
    }
    unitLeft--;
    unitLength++;
    if (unitLength == 2 && c == 'u') {
      unitLeft = HEX_DIGITS;
    }
    if (units <= EDGE) {
      output.append(c);
    } else {
      int slot = (int) tailed & (EDGE - 1);
      tail[slot] = c;
      begins[slot] = unitLength == 1;
      tailed++;
    }
  }

  /** Gives out what the ring holds, with a mark before it where something was lost. */
  private void endString() {
    if (!inString || tailed == 0) {
      return;
    }
    long from = Math.max(0, tailed - EDGE);
    while (from < tailed && !begins[(int) from & (EDGE - 1)]) {
      from++; // never from within an escape
    }
    long kept = 0;
    for (long n = from; n < tailed; n++) {
      kept += begins[(int) n & (EDGE - 1)] ? 1 : 0;
    }
    long leftOut = units - EDGE - kept;
    if (leftOut > 0) {
      output.append(Shortened.mark(leftOut));
    }
    for (long n = from; n < tailed; n++) {
      output.append(tail[(int) n & (EDGE - 1)]);
    }
    tailed = 0;
  }
}
