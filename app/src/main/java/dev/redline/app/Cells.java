package dev.redline.app;

import org.jline.utils.WCWidth;

/** Text measured in the cells that a terminal gives it, and made safe to print there. */
final class Cells {
  private static final String ELLIPSIS = "…";

  private Cells() {}

  /** Cells the text takes: wide characters two, combining ones none. */
  static int width(String text) {
    return text.codePoints().map(Cells::width).sum();
  }

  private static int width(int codePoint) {
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }

  /**
   * The text on one line without control and direction characters, each replaced by a blank: what a
   * subject wrote must not move the cursor of whoever looks at it.
   */
  static String printable(String text) {
    var safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(codePoint ->
            safe.appendCodePoint(
                switch (Character.getType(codePoint)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      ' ';
                  default -> codePoint;
                }));
    return safe.toString();
  }

  /** The text, cut to at most so many cells; what was cut shows as an ellipsis. */
  static String clip(String text, int cells) {
    if (width(text) <= cells) {
      return text;
    }
    var clipped = new StringBuilder();
    int used = 0;
    for (int codePoint : text.codePoints().toArray()) {
      used += width(codePoint);
      if (used > cells - 1) {
        break;
      }
      clipped.appendCodePoint(codePoint);
    }
    return cells < 1 ? "" : clipped.append(ELLIPSIS).toString();
  }

  /** The text with blanks after it, to at least so many cells. */
  static String padRight(String text, int cells) {
    return text + " ".repeat(Math.max(0, cells - width(text)));
  }

  /** The text with blanks before it, to at least so many cells. */
  static String padLeft(String text, int cells) {
    return " ".repeat(Math.max(0, cells - width(text))) + text;
  }
}
