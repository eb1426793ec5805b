package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Arguments of a call as strace writes them: C strings, lists, structures, and file descriptors
 * with their path, as in {@code 3</tmp/x>}. Never fails on what is cut: it gives what there is.
 */
final class TraceArguments {
  /** Stands for what strace or the recorder left out. */
  static final String CUT = "…";

  private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{1,15})\\b");
  private static final Pattern NUMBER = Pattern.compile("^-?\\d{1,18}");

  private final List<String> parts;

  TraceArguments(String text) {
    parts = split(text);
  }

  int size() {
    return parts.size();
  }

  /** An argument as written; empty where there is none. */
  String raw(int index) {
    return index < parts.size() ? parts.get(index) : "";
  }

  /** A string argument, decoded; empty where it is no string, such as a null pointer. */
  String text(int index) {
    return text(raw(index));
  }

  /** The path that strace gave a descriptor; empty where it gave none. */
  String path(int index) {
    return annotation(raw(index));
  }

  /** The members of a list of strings. */
  List<String> list(int index) {
    String list = raw(index);
    if (!list.startsWith("[")) {
      return List.of();
    }
    int end = list.endsWith("]") ? list.length() - 1 : list.length();
    return split(list.substring(1, end)).stream()
        .map(part -> part.startsWith("\"") ? text(part) : CUT)
        .toList();
  }

  /** A number, such as a process's; empty where it is none. */
  OptionalLong number(int index) {
    return number(raw(index));
  }

  /** The number that a text begins with. */
  static OptionalLong number(String text) {
    var number = NUMBER.matcher(text);
    return number.find() ? OptionalLong.of(Long.parseLong(number.group())) : OptionalLong.empty();
  }

  /** The address that a text begins with, such as {@code 0x7f}; empty where it begins with none. */
  static OptionalLong address(String text) {
    var address = ADDRESS.matcher(text);
    return address.lookingAt()
        ? OptionalLong.of(Long.parseLong(address.group(1), 16))
        : OptionalLong.empty();
  }

  static String annotation(String text) {
    int open = text.indexOf('<');
    int close = text.lastIndexOf('>');
    return open < 0 || close < open ? "" : decode(text, open + 1, close);
  }

  static String text(String part) {
    int open = part.indexOf('"');
    if (open < 0) {
      return "";
    }
    int close = quoteEnd(part, open);
    String decoded = decode(part, open + 1, Math.min(close, part.length()));
    return close >= part.length() || part.startsWith("...", close + 1) ? decoded + CUT : decoded;
  }

  /** Where the bracket that opens at {@code open} closes; -1 where it does not. */
  static int closing(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> i = quoteEnd(text, i);
        case '<' -> i = annotationEnd(text, i);
        case '(', '[', '{' -> depth++;
        case ')', ']', '}' -> {
          if (--depth == 0) {
            return i;
          }
        }
        default -> {
          // part of a word
        }
      }
    }
    return -1;
  }

  static List<String> split(String text) {
    var parts = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '"' -> i = quoteEnd(text, i);
        case '<' -> i = annotationEnd(text, i);
        case '(', '[', '{' -> depth++;
        case ')', ']', '}' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(text.substring(start, i).strip());
            start = i + 1;
          }
        }
        default -> {
          // part of a word
        }
      }
    }
    String last = text.substring(start).strip();
    if (!last.isEmpty()) {
      parts.add(last);
    }
    return parts;
  }

  private static int quoteEnd(String text, int open) {
    int i = open + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }

  /** Past a descriptor's path: strace escapes a greater-than sign within. Else stays. */
  private static int annotationEnd(String text, int open) {
    boolean afterDescriptor =
        open > 0 && (Character.isDigit(text.charAt(open - 1)) || text.charAt(open - 1) == 'D');
    boolean shift = open + 1 < text.length() && text.charAt(open + 1) == '<';
    if (!afterDescriptor || shift) {
      return shift ? open + 1 : open;
    }
    int close = text.indexOf('>', open);
    return close < 0 ? open : close;
  }

  /** Undoes C's escapes; the bytes are UTF-8, or become replacement characters. */
  private static String decode(String text, int from, int to) {
    if (text.indexOf('\\', from) < 0) {
      return text.substring(from, to);
    }
    var bytes = new ByteArrayOutputStream(to - from);
    int i = from;
    while (i < to) {
      char c = text.charAt(i++);
      if (c != '\\' || i >= to) {
        bytes.write(c);
        continue;
      }
      char escape = text.charAt(i++);
      if (escape >= '0' && escape <= '7') {
        int value = escape - '0';
        for (int digits = 1; digits < 3 && i < to && isOctal(text.charAt(i)); digits++) {
          value = value * 8 + text.charAt(i++) - '0';
        }
        bytes.write(value);
      } else {
        bytes.write(control(escape));
      }
    }
    return bytes.toString(UTF_8);
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private static char control(char escape) {
    return switch (escape) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'v' -> 0x0b;
      default -> escape;
    };
  }
}
