package dev.redline.transcript;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the line breaks of a log mean that print put there. */
enum Breaks {
  /** They are the log's own. */
  OWN,
  /** They stand anywhere, in the middle of words too. */
  ANYWHERE,
  /** They stand between words, or in a word with a hyphen. */
  BETWEEN_WORDS;

  /** A word that goes on in the next line. */
  private static final Pattern HYPHEN =
      Pattern.compile("(?<=\\p{L})(?:-|\u00AD)\\R\\s{0,40}(?=\\p{Ll})");

  /** A break in a command after which nothing is missing. */
  private static final Pattern INSIDE = Pattern.compile("(?<=[\\w.]-|\\w/)\\R\\s*");

  private static final Pattern BREAK = Pattern.compile("\\R\\s*");
  private static final Pattern WORD = Pattern.compile("\\P{L}+");

  /**
   * Finds out what they mean in a log that print broke: whether the two words at a break, or the
   * one that they make together, are words of the log elsewhere.
   *
   * @param lines its first ones
   */
  static Breaks of(List<String> lines) {
    Set<String> words = new HashSet<>();
    for (String line : lines) {
      String[] parts = WORD.split(line.strip());
      for (int i = 1; i < parts.length - 1; i++) {
        words.add(parts[i]);
      }
    }
    int between = 0;
    int inside = 0;
    for (int i = 1; i < lines.size(); i++) {
      String before = lines.get(i - 1).stripTrailing();
      String after = lines.get(i).stripLeading();
      if (HYPHEN.matcher(before + "\n" + after).find()) {
        between++;
      } else if (endsInLetter(before) && startsWithLetter(after)) {
        String last = last(before);
        String first = first(after);
        boolean two = words.contains(last) && words.contains(first);
        boolean one = words.contains(last + first);
        between += two && !one ? 1 : 0;
        inside += one && !two ? 1 : 0;
      }
    }
    return between > inside ? BETWEEN_WORDS : ANYWHERE;
  }

  /** How many words are broken with a hyphen, as only print does it. */
  static long hyphens(List<String> lines) {
    return HYPHEN.matcher(String.join("\n", lines)).results().count();
  }

  /** What people wrote, without hyphens that are print's. */
  String prose(String text) {
    return this == BETWEEN_WORDS ? HYPHEN.matcher(text).replaceAll("") : text;
  }

  /** What programs read, in one line. */
  String code(String text) {
    return switch (this) {
      case OWN -> text;
      case ANYWHERE -> BREAK.matcher(text).replaceAll("");
      case BETWEEN_WORDS -> BREAK.matcher(INSIDE.matcher(text).replaceAll("")).replaceAll(" ");
    };
  }

  private static boolean endsInLetter(String text) {
    return !text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1));
  }

  private static boolean startsWithLetter(String text) {
    return !text.isEmpty() && Character.isLetter(text.charAt(0));
  }

  private static String last(String text) {
    String[] parts = WORD.split(text);
    return parts[parts.length - 1];
  }

  private static String first(String text) {
    return WORD.split(text, 2)[0];
  }
}
