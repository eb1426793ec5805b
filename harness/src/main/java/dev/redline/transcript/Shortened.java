package dev.redline.transcript;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mark that stands in a text for what was left out while it was read. It is made of characters
 * that Unicode keeps free of any meaning, so that no honest text holds it; a text that holds it all
 * the same only tells a wrong length of itself.
 *
 * @param text with a note a person can read in the mark's place
 * @param characters how long the whole was
 */
record Shortened(String text, long characters) {
  static final char BEGIN = '\uFDD0';
  static final char END = '\uFDD1';

  private static final Pattern MARK = Pattern.compile(BEGIN + "(\\d{1,15})" + END);

  static String mark(long leftOut) {
    return "" + BEGIN + leftOut + END;
  }

  static Shortened read(String text) {
    if (text.indexOf(BEGIN) < 0) {
      return new Shortened(text, text.length());
    }
    long characters = text.length();
    Matcher marks = MARK.matcher(text);
    while (marks.find()) {
      characters += Long.parseLong(marks.group(1)) - marks.group().length();
    }
    return new Shortened(
        marks.replaceAll(mark -> "\n[… " + mark.group(1) + " characters were left out …]\n"),
        characters);
  }
}
