package dev.redline.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A text in a chart, broken into lines that fit. SVG breaks none itself, and nothing on the page
 * can measure, so widths are those of a wide face at the charts' size.
 */
final class Label {
  /** Lines of one label: what is longer stands whole in the table behind the chart. */
  static final int MOST_LINES = 4;

  private static final int WIDE = 0x1100; // from here on mostly as wide as high
  private static final String BREAKS = " /-+:_,";

  private Label() {}

  /**
   * The lines of a text, at least one.
   *
   * @param first room of the first line, beside which something else stands
   * @param rest room of each further one
   */
  static List<String> lines(String text, double first, double rest) {
    List<String> lines = new ArrayList<>();
    String left = text.strip();
    while (lines.size() < MOST_LINES - 1) {
      int fits = fitting(left, lines.isEmpty() ? first : rest);
      if (fits == left.length()) {
        break;
      }
      int cut = breakBefore(left, fits);
      lines.add(left.substring(0, cut).stripTrailing());
      left = left.substring(cut).stripLeading();
    }
    lines.add(clip(left, rest));
    return lines;
  }

  /** The text, its end left out where it does not fit. */
  static String clip(String text, double room) {
    int fits = fitting(text, room);
    return fits == text.length()
        ? text
        : text.substring(0, fitting(text, room - width('\u2026'))) + "\u2026";
  }

  /** In a wide face, in the charts' units. */
  static double width(String text) {
    return text.codePoints().mapToDouble(Label::width).sum();
  }

  /** After the last place where a name may be broken, unless that left much of the line empty. */
  private static int breakBefore(String text, int fits) {
    for (int at = fits; at > fits / 2; at--) {
      if (BREAKS.indexOf(text.charAt(at - 1)) >= 0 || text.charAt(at) == ' ') {
        return at;
      }
    }
    return fits;
  }

  /** How many chars fit, whole characters and at least one of them. */
  private static int fitting(String text, double room) {
    double used = 0;
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      used += width(codePoint);
      if (used > room && at > 0) {
        return at;
      }
      at += Character.charCount(codePoint);
    }
    return at;
  }

  private static double width(int codePoint) {
    if (codePoint >= WIDE) {
      return 13;
    }
    if ("mwMW@%".indexOf(codePoint) >= 0) {
      return 11.5;
    }
    if (" ijlIt.,:;|!'/()-".indexOf(codePoint) >= 0) {
      return 4.8;
    }
    return Character.isUpperCase(codePoint) ? 9 : 7.7;
  }
}
