package dev.redline.transcript;

import java.util.ArrayList;
import java.util.List;

/**
 * Sets a log on paper and takes the text from there again, as it comes out of a PDF.
 *
 * @param width of a line, in characters
 * @param words whether lines are broken between words, long ones of prose with a hyphen; else
 *     anywhere
 * @param page lines of text on a page; 0 for one long page
 * @param formFeeds whether they stand where a page begins
 */
record Paper(int width, boolean words, int page, boolean formFeeds) {
  private static final String HEAD = "A study of systems that copy themselves";

  String print(String log) {
    List<String> lines = new ArrayList<>();
    for (String line : log.split("\n", -1)) {
      broken(line, lines);
    }
    return page == 0 ? String.join("\n", lines) : paged(lines);
  }

  private String paged(List<String> lines) {
    var text = new StringBuilder();
    for (int from = 0; from < lines.size(); from += page) {
      int number = 17 + from / page;
      text.append(formFeeds && from > 0 ? "\f" : "").append(HEAD).append("\n\n");
      lines
          .subList(from, Math.min(lines.size(), from + page))
          .forEach(line -> text.append(line).append('\n'));
      text.append('\n').append(number).append('\n');
    }
    return text.toString();
  }

  private void broken(String line, List<String> into) {
    String rest = line.strip();
    while (rest.length() > width) {
      int end = words ? rest.lastIndexOf(' ', width) : width;
      if (end <= 0) {
        end = width;
      }
      String next = rest.substring(end).strip();
      String word = next.replaceFirst("[^a-z].*", "");
      int room = Math.min(width - end - 2, word.length() - 3);
      boolean isProse = !line.contains("{");
      if (words && isProse && room >= 3 && word.length() >= 8) {
        into.add(rest.substring(0, end) + " " + word.substring(0, room) + "-");
        rest = next.substring(room);
      } else {
        into.add(words ? rest.substring(0, end).strip() : rest.substring(0, end));
        rest = words ? next : rest.substring(end);
      }
    }
    into.add(rest);
  }

  /** With the quotes and letters of a book. */
  static String typeset(String log) {
    return log.replace("ffi", "\uFB03")
        .replace("fi", "\uFB01")
        .replace("fl", "\uFB02")
        .replace("ff", "\uFB00")
        .replace('\'', '\u2019')
        .replaceAll("(?<=[\\s{\\[:(])\"", "\u201C")
        .replace('"', '\u201D');
  }
}
