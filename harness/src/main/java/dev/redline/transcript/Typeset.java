package dev.redline.transcript;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes back what typesetting does to single characters. */
final class Typeset {
  private static final Map<String, String> LETTERS =
      Map.ofEntries(
          Map.entry("\uFB00", "ff"),
          Map.entry("\uFB01", "fi"),
          Map.entry("\uFB02", "fl"),
          Map.entry("\uFB03", "ffi"),
          Map.entry("\uFB04", "ffl"),
          Map.entry("\uFB05", "st"),
          Map.entry("\uFB06", "st"),
          Map.entry("\u00A0", " "),
          Map.entry("\u2217", "*"));

  private static final Pattern LETTER = Pattern.compile("[\uFB00-\uFB06\u00A0\u2217]");
  private static final Pattern LIGATURE = Pattern.compile("[\uFB00-\uFB06]");

  private Typeset() {}

  static boolean hasLigature(String text) {
    return LIGATURE.matcher(text).find();
  }

  /** With letters of their own where one character stood for several. */
  static String plain(String text) {
    Matcher letter = LETTER.matcher(text);
    return letter.find()
        ? letter.replaceAll(found -> LETTERS.getOrDefault(found.group(), found.group()))
        : text;
  }

  /** With the quotes that programs know. */
  static String straight(String text) {
    return text.replaceAll("[\u201C-\u201F]", "\"").replaceAll("[\u2018-\u201B`\u00B4]", "'");
  }
}
