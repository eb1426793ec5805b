package dev.redline.shell;

import org.treesitter.TSNode;

/**
 * A text, and where its characters are for the parser, which counts bytes of UTF-8.
 *
 * <p>Java hands strings to native code with NUL and characters beyond the basic plane in a form of
 * its own. Each such char is replaced for the parser, so that counts agree; the text that is given
 * back is the true one. The grammar also lacks bash's operator to read and write, so the parser is
 * shown another one of the same length.
 */
final class SourceText {
  private static final char STAND_IN = '\uFFFD';

  private final String text;
  private final String parsed;
  private final int[] charAtByte;

  SourceText(String text) {
    this.text = text;
    var safe = new StringBuilder(text.length());
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char parsedAs = c == 0 || Character.isSurrogate(c) ? STAND_IN : readsAndWrites(text, i);
      safe.append(parsedAs);
      bytes += bytes(parsedAs);
    }
    this.parsed = safe.toString();
    this.charAtByte = new int[bytes + 1];
    int at = 0;
    for (int i = 0; i < parsed.length(); i++) {
      for (int b = bytes(parsed.charAt(i)); b > 0; b--) {
        charAtByte[at++] = i;
      }
    }
    charAtByte[at] = text.length();
  }

  /** What the parser is to read. */
  String parsed() {
    return parsed;
  }

  /** What a node covers. */
  String of(TSNode node) {
    return text.substring(index(node.getStartByte()), index(node.getEndByte()));
  }

  private int index(int atByte) {
    return charAtByte[Math.clamp(atByte, 0, charAtByte.length - 1)];
  }

  /** The char there; of {@code <>}, that of {@code >|}. */
  private static char readsAndWrites(String text, int at) {
    if (text.startsWith("<>", at)) {
      return '>';
    }
    return at > 0 && text.startsWith("<>", at - 1) ? '|' : text.charAt(at);
  }

  private static int bytes(char c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
  }
}
