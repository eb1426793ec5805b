package dev.redline.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A plain-text table, its columns aligned by the cells that a terminal gives the text. */
final class Table {
  /** Which side of its column a text keeps to. */
  enum Side {
    LEFT,
    RIGHT
  }

  /** A column's heading and side; numbers belong to the right. */
  record Column(String heading, Side side) {
    static Column left(String heading) {
      return new Column(heading, Side.LEFT);
    }

    static Column right(String heading) {
      return new Column(heading, Side.RIGHT);
    }
  }

  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  Table(Column... columns) {
    this.columns = List.of(columns);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it has not as many cells as there are columns
   */
  Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row of this table has %d cells, but %d were given: %s"
              .formatted(columns.size(), cells.length, Arrays.toString(cells)));
    }
    rows.add(Arrays.stream(cells).map(Cells::printable).toList());
    return this;
  }

  /** Heading and rows, a line each, every line ended; no blanks at the ends of lines. */
  String text(Palette palette) {
    int[] widths = new int[columns.size()];
    List<String> headings = columns.stream().map(Column::heading).toList();
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              Cells.width(headings.get(i)),
              rows.stream().mapToInt(row -> Cells.width(row.get(column))).max().orElse(0));
    }
    var text = new StringBuilder(palette.bold(line(headings, widths))).append('\n');
    rows.forEach(row -> text.append(line(row, widths)).append('\n'));
    return text.toString();
  }

  private String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(i == 0 ? "" : GAP)
          .append(
              switch (columns.get(i).side()) {
                case LEFT -> Cells.padRight(cells.get(i), widths[i]);
                case RIGHT -> Cells.padLeft(cells.get(i), widths[i]);
              });
    }
    return line.toString().stripTrailing();
  }
}
