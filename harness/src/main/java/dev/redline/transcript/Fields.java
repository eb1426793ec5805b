package dev.redline.transcript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into values as a parser gives them: maps, lists, texts, numbers, truth values. */
final class Fields {
  private Fields() {}

  /** A map's entries by name; empty where it is none. Names lose blanks round them. */
  static Map<String, Object> map(@Nullable Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, field) -> {
        if (name != null && field != null) {
          fields.put(name.toString().strip(), field);
        }
      });
    }
    return fields;
  }

  /** A list's members; empty where it is none. */
  static List<Object> list(@Nullable Object value) {
    return value instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }

  /** The first of these that is a text, in the order of the names. */
  static Optional<String> text(Map<String, Object> fields, String... names) {
    for (String name : names) {
      if (fields.get(name) instanceof String text) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  /** Whatever it is, as a text. */
  static String word(Map<String, Object> fields, String name) {
    Object value = fields.get(name);
    return value == null ? "" : value.toString().strip();
  }
}
