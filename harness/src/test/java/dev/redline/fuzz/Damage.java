package dev.redline.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages bytes by chance: cut off, changed, taken out, put in. The same seed does the same.
 *
 * @param pieces what may be put in, such as a format's own words
 */
public record Damage(List<String> pieces) {
  public Damage {
    pieces = List.copyOf(pieces);
  }

  /** Words that trouble readers of JSON and YAML. */
  public static final Damage OF_TEXT =
      new Damage(
          List.of(
              "{",
              "}",
              "[",
              "]",
              "\"",
              "'",
              ",",
              ": ",
              "- ",
              "\\",
              "\\u",
              "\0",
              "\n",
              "\n  ",
              "\t",
              "&a ",
              "*a",
              "!!java.net.URL ",
              "<<: ",
              "|\n",
              "null",
              "NaN",
              "-1e999",
              "9".repeat(1200),
              "[".repeat(3000),
              "{\"a\":".repeat(3000),
              "é",
              "\uD83D",
              "\u001b[2J"));

  /** {@code -Dfuzz.times=N} makes it N times longer. */
  public static long times(int rounds) {
    return rounds * Long.getLong("fuzz.times", 1);
  }

  /** At least one byte, damaged in one to four ways. */
  public byte[] of(byte[] whole, long seed) {
    var random = new SplittableRandom(seed);
    byte[] bytes = whole.clone();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      byte[] piece = pieces.get(random.nextInt(pieces.size())).getBytes(UTF_8);
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at + 1);
            case 1 -> spliced(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 2 -> spliced(bytes, at, at, piece);
            case 3 -> spliced(bytes, at, at + 1 + random.nextInt(100), new byte[] {' '});
            default -> spliced(bytes, at, at + 1 + random.nextInt(8), piece);
          };
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    int rest = Math.min(to, bytes.length);
    byte[] result = new byte[from + middle.length + bytes.length - rest];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, rest, result, from + middle.length, bytes.length - rest);
    return result;
  }
}
