package aisystem;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes JSON. Values are {@link Map} (in the order read), {@link List}, {@link String},
 * {@link Long}, {@link BigDecimal}, {@link Boolean} and null.
 */
final class Json {

  /** Text that is not JSON. */
  static final class BadJson extends Exception {
    BadJson(String message) {
      super(message, null, false, false); // read from text that may be wrong at every brace
    }
  }

  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;

  private Json(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /** Reads one value that fills the whole text. */
  static Object parse(String text) throws BadJson {
    Json json = new Json(text, 0);
    Object value = json.value(0);
    json.space();
    if (json.at < text.length()) {
      throw json.wrong("something follows after the end of the value");
    }
    return value;
  }

  /** Reads one object that fills the whole text. */
  static Map<String, Object> parseObject(String text) throws BadJson {
    if (parse(text) instanceof Map<?, ?> map) {
      return object(map);
    }
    throw new BadJson("it is not a JSON object");
  }

  /** An object, and the place after its end. */
  record Found(Map<String, Object> object, int end) {}

  /** Reads the object that starts at a place in a text and does not look at what follows it. */
  static Found objectAt(String text, int start) throws BadJson {
    Json json = new Json(text, start);
    Map<String, Object> object = json.object(0);
    return new Found(object, json.at);
  }

  @SuppressWarnings("unchecked") // every map made here has strings as keys
  static Map<String, Object> object(Object map) {
    return (Map<String, Object>) map;
  }

  /** An object of the given keys and values, in this order. */
  static Map<String, Object> of(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private Object value(int depth) throws BadJson {
    space();
    char first = at < text.length() ? text.charAt(at) : ' ';
    if (first == '{') {
      return object(depth);
    } else if (first == '[') {
      return array(depth);
    } else if (first == '"') {
      return string();
    } else if (first == '-' || (first >= '0' && first <= '9')) {
      return number();
    }
    Object[][] words = {{"true", true}, {"false", false}, {"null", null}};
    for (Object[] word : words) {
      String name = (String) word[0];
      if (text.startsWith(name, at)) {
        at += name.length();
        return word[1];
      }
    }
    throw wrong("a value was expected");
  }

  private Map<String, Object> object(int depth) throws BadJson {
    enter(depth);
    Map<String, Object> object = new LinkedHashMap<>();
    if (next('}')) {
      return object;
    }
    do {
      expect('"');
      at--;
      String key = string();
      expect(':');
      if (object.containsKey(key)) {
        throw wrong("the key \"" + key + "\" is there twice");
      }
      object.put(key, value(depth + 1));
    } while (next(','));
    expect('}');
    return object;
  }

  private List<Object> array(int depth) throws BadJson {
    enter(depth);
    List<Object> array = new ArrayList<>();
    if (next(']')) {
      return array;
    }
    do {
      array.add(value(depth + 1));
    } while (next(','));
    expect(']');
    return array;
  }

  private void enter(int depth) throws BadJson {
    if (depth >= MAX_DEPTH) {
      throw wrong("it is nested deeper than " + MAX_DEPTH + " levels");
    }
    at++;
  }

  private String string() throws BadJson {
    StringBuilder out = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        throw wrong("a string holds a raw line break or control character; write it as an escape");
      }
      out.append(c == '\\' ? escape() : c);
    }
    throw wrong("a string is not closed");
  }

  private char escape() throws BadJson {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    int simple = "\"\\/bfnrt".indexOf(c);
    if (simple >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(simple);
    }
    String digits = text.substring(at, Math.min(at + 4, text.length()));
    if (c != 'u' || !digits.matches("[0-9a-fA-F]{4}")) {
      throw wrong("a string holds an unknown escape");
    }
    at += 4;
    return (char) Integer.parseInt(digits, 16);
  }

  private Object number() throws BadJson {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    if (number.length() > 400
        || !number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,9})?")) {
      throw wrong("this is not a number");
    }
    if (number.length() < 19 && number.matches("-?[0-9]+")) {
      return Long.parseLong(number);
    }
    return new BigDecimal(number);
  }

  private boolean next(char c) {
    space();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) throws BadJson {
    if (!next(c)) {
      throw wrong("'" + c + "' was expected");
    }
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private BadJson wrong(String what) {
    return new BadJson(what + " (character " + (at + 1) + " of " + text.length() + ")");
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      String between = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        quote(String.valueOf(entry.getKey()), out.append(between));
        write(entry.getValue(), out.append(':'));
        between = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String between = "[";
      for (Object item : list) {
        write(item, out.append(between));
        between = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      quote(string, out);
    } else {
      out.append(value);
    }
  }

  private static void quote(String string, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ' || Character.isSurrogate(c)) {
        // A lone half of a pair has no UTF-8 form, so halves are always written as escapes.
        out.append("\\u").append(Integer.toHexString(0x10000 + c), 1, 5);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
