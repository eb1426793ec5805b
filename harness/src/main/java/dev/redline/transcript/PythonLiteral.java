package dev.redline.transcript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Python's {@code repr} writes of dictionaries, lists, texts and numbers. Line breaks in
 * texts are taken as they are, since logs are wrapped.
 */
final class PythonLiteral {
  private static final int DEEPEST = 64;

  private final String text;
  private int at;
  private int depth;

  private PythonLiteral(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /** The text is none. Costs no stack trace, since it is an ordinary answer. */
  private static final class NoLiteral extends Exception {
    private static final long serialVersionUID = 1;

    NoLiteral() {
      super("not a Python literal", null, false, false);
    }
  }

  /** The dictionary that begins at that place, if one does and it is whole. */
  static Optional<Map<String, Object>> dictionary(String text, int at) {
    try {
      var reader = new PythonLiteral(text, at);
      return reader.value() instanceof Map<?, ?> map
          ? Optional.of(Fields.map(map))
          : Optional.empty();
    } catch (NoLiteral e) {
      return Optional.empty();
    }
  }

  /** The dictionary that a text begins with, though print may have curved its quotes. */
  static Optional<Map<String, Object>> printed(String text) {
    return dictionary(text, 0).or(() -> dictionary(Typeset.straight(text), 0));
  }

  private @Nullable Object value() throws NoLiteral {
    if (++depth > DEEPEST) {
      throw new NoLiteral();
    }
    skipBlanks();
    char c = peek();
    Object value =
        switch (c) {
          case '{' -> map();
          case '[' -> list(']');
          case '(' -> list(')');
          case '\'', '"' -> strings();
          default -> word();
        };
    depth--;
    return value;
  }

  private Map<String, Object> map() throws NoLiteral {
    Map<String, Object> fields = new LinkedHashMap<>();
    at++;
    while (!closes('}')) {
      Object name = value();
      expect(':');
      Object value = value();
      if (name != null && value != null) {
        fields.put(name.toString(), value);
      }
      comma('}');
    }
    return fields;
  }

  private List<Object> list(char end) throws NoLiteral {
    List<Object> members = new ArrayList<>();
    at++;
    while (!closes(end)) {
      Object member = value();
      if (member != null) {
        members.add(member);
      }
      comma(end);
    }
    return members;
  }

  /** Texts that stand beside each other are one. */
  private String strings() throws NoLiteral {
    var whole = new StringBuilder();
    while (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
      string(whole);
      skipBlanks();
    }
    return whole.toString();
  }

  private void string(StringBuilder into) throws NoLiteral {
    char quote = text.charAt(at++);
    while (true) {
      char c = next();
      if (c == quote) {
        return;
      }
      if (c == '\\') {
        escape(into);
      } else {
        into.append(c);
      }
    }
  }

  private void escape(StringBuilder into) throws NoLiteral {
    char c = next();
    switch (c) {
      case 'n' -> into.append('\n');
      case 't' -> into.append('\t');
      case 'r' -> into.append('\r');
      case '\\', '\'', '"' -> into.append(c);
      case '\n' -> {
        // the line goes on
      }
      case 'x' -> hex(2, into);
      case 'u' -> hex(4, into);
      case 'U' -> hex(8, into);
      default -> into.append('\\').append(c);
    }
  }

  private void hex(int digits, StringBuilder into) throws NoLiteral {
    if (at + digits > text.length()) {
      throw new NoLiteral();
    }
    String number = text.substring(at, at + digits);
    if (!number.matches("[0-9a-fA-F]+")) {
      throw new NoLiteral();
    }
    at += digits;
    long codePoint = Long.parseLong(number, 16);
    into.appendCodePoint(codePoint <= Character.MAX_CODE_POINT ? (int) codePoint : 0xFFFD);
  }

  private @Nullable Object word() throws NoLiteral {
    int start = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "None", "null" -> null;
      case "True", "true" -> true;
      case "False", "false" -> false;
      case "" -> throw new NoLiteral();
      default -> {
        if (!word.matches("[+-]?[0-9][0-9_.eE+-]{0,30}")) {
          throw new NoLiteral();
        }
        yield word;
      }
    };
  }

  private static boolean isWord(char c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || "+-._".indexOf(c) >= 0);
  }

  private boolean closes(char end) throws NoLiteral {
    skipBlanks();
    if (peek() != end) {
      return false;
    }
    at++;
    return true;
  }

  private void comma(char end) throws NoLiteral {
    skipBlanks();
    if (peek() == ',') {
      at++;
    } else if (peek() != end) {
      throw new NoLiteral();
    }
  }

  private void expect(char c) throws NoLiteral {
    skipBlanks();
    if (next() != c) {
      throw new NoLiteral();
    }
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char peek() throws NoLiteral {
    if (at >= text.length()) {
      throw new NoLiteral();
    }
    return text.charAt(at);
  }

  private char next() throws NoLiteral {
    char c = peek();
    at++;
    return c;
  }
}
