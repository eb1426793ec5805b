package dev.redline.transcript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one JSON value into memory, but only so much of it: what is beyond is passed over. Strings
 * are bounded already, by {@link ShorteningReader}.
 */
final class BoundedTree {
  private static final int MOST_VALUES = 5_000;
  private static final long MOST_CHARACTERS = 4 << 20;

  private final JsonParser parser;
  private int values;
  private long characters;

  private BoundedTree(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads the value whose first token the parser is at; leaves it at the value's last. */
  static @Nullable Object read(JsonParser parser) {
    return new BoundedTree(parser).value();
  }

  private @Nullable Object value() {
    if (++values > MOST_VALUES || characters > MOST_CHARACTERS) {
      parser.skipChildren();
      return null;
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> text();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case null, default -> null;
    };
  }

  private String text() {
    String text = parser.getString();
    characters += text.length();
    return text;
  }

  private Map<String, Object> object() {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value();
      characters += name.length();
      if (value != null) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  private List<Object> array() {
    List<Object> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value();
      if (value != null) {
        members.add(value);
      }
    }
    return members;
  }
}
