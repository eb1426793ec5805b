package dev.redline.transcript;

import static java.util.Objects.requireNonNull;

/**
 * A text of which a part is kept: its beginning and its end.
 *
 * @param kept what is kept, with a note where something was left out
 * @param characters how long the whole was, at least 0
 */
public record Excerpt(String kept, long characters) {
  /** Longest part kept, in characters. */
  public static final int LONGEST = 16 << 10;

  public static final Excerpt EMPTY = new Excerpt("", 0);

  public Excerpt {
    requireNonNull(kept, "kept");
    if (characters < 0) {
      throw new IllegalArgumentException("a text cannot have %d characters".formatted(characters));
    }
  }

  /** Takes a text as {@link Shortened} made it: what is missing in it counts. */
  static Excerpt of(String text) {
    var whole = Shortened.read(text);
    return new Excerpt(cut(whole.text()), whole.characters());
  }

  /** Both, one after the other. */
  Excerpt and(Excerpt next) {
    if (characters == 0) {
      return next;
    }
    return next.characters == 0
        ? this
        : new Excerpt(cut(kept + "\n" + next.kept), characters + next.characters);
  }

  /** The beginning and the end of a text that is too long. */
  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int half = LONGEST / 2;
    return text.substring(0, half) + "\n[…]\n" + text.substring(text.length() - half);
  }
}
