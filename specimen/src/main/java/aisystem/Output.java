package aisystem;

import java.util.Arrays;

/**
 * What a terminal has put out on one stream since it was last read. Of a long output only the start
 * and the end are kept.
 */
final class Output {
  private static final int HALF = 8 << 10;

  private final byte[] head = new byte[HALF];
  private final byte[] ring = new byte[HALF];
  private long total;

  void add(byte b) {
    if (total < HALF) {
      head[(int) total] = b;
    } else {
      ring[(int) ((total - HALF) % HALF)] = b;
    }
    total++;
  }

  /** How many bytes were put out. */
  long total() {
    return total;
  }

  /** Takes the text, at most so many bytes of it; says in its middle how much was cut. */
  String take(int most) {
    byte[] held = held();
    String text;
    if (total <= most && total == held.length) {
      text = Text.decode(held);
    } else {
      int part = Math.min(most, held.length) / 2;
      String start = Text.decode(Arrays.copyOf(held, part));
      String end = Text.decode(Arrays.copyOfRange(held, held.length - part, held.length));
      text = start + "\n[… " + (total - 2L * part) + " bytes were cut here …]\n" + end;
    }
    total = 0;
    return text;
  }

  /** The kept bytes in order: the head, then the ring from its oldest byte on. */
  private byte[] held() {
    if (total <= HALF) {
      return Arrays.copyOf(head, (int) total);
    }
    int inRing = (int) Math.min(total - HALF, HALF);
    int oldest = total - HALF <= HALF ? 0 : (int) ((total - HALF) % HALF);
    byte[] held = Arrays.copyOf(head, HALF + inRing);
    System.arraycopy(ring, oldest, held, HALF, inRing - oldest);
    System.arraycopy(ring, 0, held, HALF + inRing - oldest, oldest);
    return held;
  }
}
