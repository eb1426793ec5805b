package dev.redline.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A table with a type for each column, written as RFC 4180 has it: UTF-8, CRLF, texts in quotes,
 * nothing where a value is missing.
 *
 * @param <R> what a row is made of
 */
final class CsvTable<R> {
  private final String name;
  private final String rowIs;
  private final List<Column<R>> columns = new ArrayList<>();

  /**
   * @param rowIs what one row stands for
   */
  CsvTable(String name, String rowIs) {
    this.name = name;
    this.rowIs = rowIs;
  }

  private record Column<R>(String name, String type, String meaning, Function<R, ?> value) {}

  /**
   * Adds a column.
   *
   * @param type {@code integer}, {@code real}, {@code boolean} or {@code text}
   * @param meaning for the codebook, never empty
   * @param value may give an {@code Optional}
   */
  CsvTable<R> column(String column, String type, String meaning, Function<R, ?> value) {
    if (meaning.isBlank()) {
      throw new IllegalArgumentException(
          "column %s of %s has no meaning for the codebook".formatted(column, name));
    }
    columns.add(new Column<>(column, type, meaning, value));
    return this;
  }

  String name() {
    return name;
  }

  String text(List<R> rows) {
    var text = new StringBuilder();
    line(text, columns.stream().map(Column::name).toList());
    for (R row : rows) {
      line(text, columns.stream().map(column -> cell(column, column.value().apply(row))).toList());
    }
    return text.toString();
  }

  /** The columns, for the codebook. */
  List<Map.Entry<String, String>> codebook() {
    return columns.stream()
        .map(column -> Map.entry(column.name() + " (" + column.type() + ")", column.meaning()))
        .toList();
  }

  String rowIs() {
    return rowIs;
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append(String.join(",", cells)).append("\r\n");
  }

  private static String cell(Column<?> column, Object value) {
    Object plain = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    if (plain == null) {
      return "";
    }
    return column.type().equals("text") ? quoted(plain.toString()) : plain.toString();
  }

  /**
   * A spreadsheet takes what begins like a formula for one: an apostrophe before it keeps it text.
   */
  private static String quoted(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}
