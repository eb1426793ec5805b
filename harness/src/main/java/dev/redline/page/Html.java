package dev.redline.page;

/**
 * A piece of a page as it is put together. Every text and every attribute's value is escaped here
 * and nowhere else; names of elements and attributes are ours. For one thread.
 */
final class Html {
  private static final boolean[] SAFE = safe();

  private final StringBuilder page = new StringBuilder();

  /** Opens an element; attributes are names and values by turns. */
  Html open(String element, String... attributes) {
    page.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      page.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1], page);
      page.append('"');
    }
    page.append('>');
    return this;
  }

  Html close(String element) {
    page.append("</").append(element).append('>');
    return this;
  }

  /** A text, whatever it holds. */
  Html text(String text) {
    escape(text, page);
    return this;
  }

  /** An element that holds text alone. */
  Html leaf(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close(element);
  }

  /** A link to a place in this page. */
  Html link(String place, String text) {
    return leaf("a", text, "href", "#" + place);
  }

  Html add(Html part) {
    page.append(part.page);
    return this;
  }

  /** What {@link #toString} of another one gave. */
  Html addWritten(String html) {
    page.append(html);
    return this;
  }

  int length() {
    return page.length();
  }

  @Override
  public String toString() {
    return page.toString();
  }

  /**
   * What a browser would take for markup becomes text; what would hide or turn text round (control
   * and direction characters) is shown by its number.
   */
  private static void escape(String text, StringBuilder into) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c < SAFE.length && SAFE[c]) {
        into.append(c);
        continue;
      }
      switch (c) {
        case '&' -> into.append("&amp;");
        case '<' -> into.append("&lt;");
        case '>' -> into.append("&gt;");
        case '"' -> into.append("&quot;");
        case '\'' -> into.append("&#39;");
        case '\n', '\t' -> into.append(c);
        default -> {
          int type = Character.getType(c);
          if (type == Character.CONTROL || type == Character.FORMAT || isAlone(text, at)) {
            into.append("\u2039U+").append("%04X".formatted((int) c)).append('\u203a');
          } else {
            into.append(c);
          }
        }
      }
    }
  }

  /** Most of what is written; asked first, since a large page has millions of characters. */
  private static boolean[] safe() {
    boolean[] safe = new boolean[127];
    for (char c = ' '; c < safe.length; c++) {
      safe[c] = "&<>\"'".indexOf(c) < 0;
    }
    return safe;
  }

  /** Half of a pair, which UTF-8 cannot write. */
  private static boolean isAlone(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
