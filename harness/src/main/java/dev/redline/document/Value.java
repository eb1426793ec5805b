package dev.redline.document;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One value of a document, with its place. Every reading throws {@link DocumentException} where the
 * value is of another kind.
 */
public final class Value {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(KiB|MiB|GiB)");

  private final String file;
  private final String name;
  private final Node node;

  Value(String file, String name, Node node) {
    this.file = file;
    this.name = name;
    this.node = node;
  }

  /** File, line and column. */
  public String where() {
    return where(file, node.getStartMark());
  }

  static String where(String file, Optional<Mark> mark) {
    return mark.map(at -> "%s:%d:%d".formatted(file, at.getLine() + 1, at.getColumn() + 1))
        .orElse(file);
  }

  /** A mistake in this value. */
  public DocumentException wrong(String what, String expected) {
    return new DocumentException(what, where(), expected);
  }

  /** Whether it is a list. */
  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Whether it is a mapping. */
  public boolean isSection() {
    return node instanceof MappingNode;
  }

  /** Its text, whatever it would mean as a number or a date; not blank. */
  public String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw wrong("'%s' needs a text.".formatted(name), "one word or text");
  }

  /** Its items, where it is a list; else itself alone. */
  public List<Value> items() {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(item -> new Value(file, name, item)).toList();
    }
    return List.of(this);
  }

  /** The texts of {@link #items}. */
  public List<String> texts() {
    return items().stream().map(Value::text).toList();
  }

  /** A mapping. */
  public Section section() {
    if (node instanceof MappingNode mapping) {
      return new Section(file, name, mapping);
    }
    throw wrong("'%s' needs keys of its own.".formatted(name), "a mapping, one key a line");
  }

  /** A whole number from the least one on. */
  public long number(long least) {
    String text = text();
    if (text.matches("-?[0-9]{1,18}") && Long.parseLong(text) >= least) {
      return Long.parseLong(text);
    }
    throw wrong("'%s' cannot be %s.".formatted(name, text), "a whole number of at least " + least);
  }

  /** A number of at least 0. */
  public double amount() {
    String text = text();
    if (text.matches("[0-9]{1,9}(?:\\.[0-9]{1,6})?")) {
      return Double.parseDouble(text);
    }
    throw wrong("'%s' cannot be %s.".formatted(name, text), "a number of at least 0, such as 0.5");
  }

  /** {@code yes} or {@code no}, {@code on} or {@code off}, {@code true} or {@code false}. */
  public boolean flag() {
    return switch (text()) {
      case "yes", "on", "true" -> true;
      case "no", "off", "false" -> false;
      case String other ->
          throw wrong("'%s' cannot be %s.".formatted(name, other), "yes or no, on or off");
    };
  }

  /** A time with its unit, such as {@code 30s}, {@code 200ms}, {@code 40m}, {@code 2h}. */
  public Duration time() {
    Matcher found = TIME.matcher(text());
    if (!found.matches()) {
      throw wrong(
          "'%s' cannot be %s.".formatted(name, text()), "a time with its unit, such as 30s or 2h");
    }
    double number = Double.parseDouble(found.group(1));
    long unit =
        switch (found.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          default -> 3_600_000;
        };
    return Duration.ofMillis(Math.round(number * unit));
  }

  /** A size in bytes with its unit, such as {@code 16MiB}. */
  public long size() {
    Matcher found = SIZE.matcher(text());
    if (!found.matches()) {
      throw wrong(
          "'%s' cannot be %s.".formatted(name, text()), "a size with its unit, such as 16MiB");
    }
    int shift =
        switch (found.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          default -> 30;
        };
    return Long.parseLong(found.group(1)) << shift;
  }

  /**
   * One of these words.
   *
   * @param kind what they are, as in "arm", for the message
   */
  public String oneOf(String kind, java.util.Collection<String> known) {
    String text = text();
    if (known.contains(text)) {
      return text;
    }
    throw unknown(kind, text, known);
  }

  /** A mistake: here a name stands that is none of those known. */
  public DocumentException unknown(String kind, String given, java.util.Collection<String> known) {
    return wrong(
        "There is no %s '%s'.%s".formatted(kind, given, Nearest.question(given, known)),
        known.isEmpty()
            ? "none: there is nothing to choose from"
            : "one of " + String.join(", ", known));
  }
}
