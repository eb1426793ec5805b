package dev.redline.transcript;

import java.io.IOException;
import java.io.Reader;

/**
 * Reads JSON and shortens its long strings, so that a parser behind it needs little memory however
 * long they are. Of a string that is too long the beginning and the end stay, with {@link
 * Shortened}'s mark between them. For one thread.
 */
final class ShorteningReader extends Reader {
  /** Units kept at either end of a string: a character, or an escape, counts one. */
  static final int EDGE = 32 << 10;

  private static final int LONGEST_UNIT = 6; // an escape such as \u00e9

  private final Reader in;
  private final char[] input = new char[1 << 14];
  private int inputAt;
  private int inputEnd;
  private boolean ended;

  private final StringBuilder output = new StringBuilder();
  private int outputAt;

  private boolean inString;
  private final char[] unit = new char[LONGEST_UNIT];
  private int unitLength;
  private int unitWanted;
  private long units;

  /** The latest units of a long string, in a ring; each in a slot of its own. */
  private final char[] tail = new char[EDGE * LONGEST_UNIT];

  private final byte[] tailLengths = new byte[EDGE];

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
          unitLength = 0;
        }
      }
    }
  }

  private void within(char c) {
    if (unitLength == 0) {
      if (c == '"') {
        endString();
        output.append(c);
        inString = false;
        return;
      }
      unitWanted = c == '\\' ? 2 : 1;
    }
    unit[unitLength++] = c;
    if (unitLength == 2 && c == 'u') {
      unitWanted = LONGEST_UNIT;
    }
    if (unitLength == unitWanted) {
      take();
    }
  }

  private void take() {
    if (units < EDGE) {
      output.append(unit, 0, unitLength);
    } else {
      int slot = (int) (units % EDGE);
      System.arraycopy(unit, 0, tail, slot * LONGEST_UNIT, unitLength);
      tailLengths[slot] = (byte) unitLength;
    }
    units++;
    unitLength = 0;
  }

  /** Gives out what the ring holds, with a mark before it where something was lost. */
  private void endString() {
    if (!inString || units <= EDGE) {
      return;
    }
    long leftOut = Math.max(0, units - 2L * EDGE);
    if (leftOut > 0) {
      output.append(Shortened.mark(leftOut));
    }
    for (long n = Math.max(EDGE, units - EDGE); n < units; n++) {
      int slot = (int) (n % EDGE);
      output.append(tail, slot * LONGEST_UNIT, tailLengths[slot]);
    }
    units = 0;
  }
}
