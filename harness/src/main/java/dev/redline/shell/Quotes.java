package dev.redline.shell;

/** Takes quotes away as bash does, and expands nothing. */
final class Quotes {
  private Quotes() {}

  static String removed(String word) {
    if (word.indexOf('\'') < 0 && word.indexOf('"') < 0 && word.indexOf('\\') < 0) {
      return word;
    }
    var plain = new StringBuilder(word.length());
    char quote = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      char next = i + 1 < word.length() ? word.charAt(i + 1) : 0;
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '\\' && next != 0 && isEscape(quote, next)) {
        i++;
        if (next != '\n') { // a line that goes on
          plain.append(next);
        }
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static boolean isEscape(char quote, char next) {
    return switch (quote) {
      case '\'' -> false;
      case '"' -> "$`\"\\\n".indexOf(next) >= 0;
      default -> true;
    };
  }
}
