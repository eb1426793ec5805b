package dev.redline.app;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines that fit a terminal. */
final class Paragraph {
  private Paragraph() {}

  /**
   * The text as lines of at most so many cells, made safe to print. Its own line breaks stay; blank
   * lines at its ends go. Of what is longer the beginning is given, and a last line tells how much
   * is missing.
   *
   * @param most lines at most, at least 1
   */
  static List<String> lines(String text, int cells, int most) {
    List<String> all = new ArrayList<>();
    int left = 0;
    for (String line : text.strip().split("\\R", -1)) {
      if (all.size() > most) {
        left++;
      } else {
        wrap(Cells.printable(line.replace("\t", "    ")).stripTrailing(), cells, all, most + 1);
      }
    }
    if (all.size() <= most) {
      return all;
    }
    List<String> kept = new ArrayList<>(all.subList(0, most));
    if (left > 0) {
      kept.add("… and %d more lines".formatted(left + all.size() - most));
    } else {
      kept.set(most - 1, Cells.clip(kept.getLast() + " …", cells));
    }
    return kept;
  }

  private static void wrap(String line, int cells, List<String> into, int most) {
    String rest = line;
    while (Cells.width(rest) > cells && into.size() < most) {
      int end = fitting(rest, cells);
      int cut = breakBefore(rest, end);
      into.add(rest.substring(0, cut).stripTrailing());
      rest = rest.substring(cut).stripLeading();
    }
    if (into.size() < most) {
      into.add(rest);
    }
  }

  /**
   * After a word or a part of a list; in the middle where that would leave much of a line empty.
   */
  private static int breakBefore(String line, int end) {
    int afterSlash = end;
    for (int at = end; at > end * 2 / 3; at--) {
      if (line.charAt(at) == ' ' || ",;".indexOf(line.charAt(at - 1)) >= 0) {
        return at;
      }
      if (line.charAt(at - 1) == '/' && afterSlash == end) {
        afterSlash = at;
      }
    }
    return afterSlash;
  }

  /** How many chars fit into so many cells; at least one whole character, so that it goes on. */
  private static int fitting(String text, int cells) {
    int used = 0;
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      used += Cells.width(Character.toString(codePoint));
      if (used > cells && at > 0) {
        return at;
      }
      at += Character.charCount(codePoint);
    }
    return at;
  }
}
