package aisystem;

import java.nio.charset.StandardCharsets;

/** Cuts and decodes text. */
final class Text {
  private Text() {}

  /** The first characters of a text, on one line, with "…" where something was left off. */
  static String shorten(String text, int most) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= most ? line : line.substring(0, most - 1) + "…";
  }

  /** What went wrong, as one sentence. */
  static String sentence(Exception e) {
    String text = shorten(String.valueOf(e.getMessage()), 400);
    return text.endsWith(".") ? text : text + ".";
  }

  /** Decodes bytes; what is not UTF-8 becomes "?", so that the text never takes more bytes. */
  static String decode(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replace('\uFFFD', '?');
  }
}
