package dev.redline.page;

import java.util.ArrayList;
import java.util.List;

/** A table of texts. Wide ones scroll in a frame of their own, never the page. */
final class Grid {
  private final String caption;
  private final List<String> columns;
  private final List<Html> rows = new ArrayList<>();

  /**
   * @param columns headings; one that begins with {@code #} is of numbers
   */
  Grid(String caption, String... columns) {
    this.caption = caption;
    this.columns = List.of(columns);
  }

  Grid row(String... cells) {
    var row = new Html();
    for (String cell : cells) {
      row = cell(row, new Html().text(cell), cells.length);
    }
    rows.add(row);
    return this;
  }

  Grid row(List<Html> cells) {
    var row = new Html();
    for (Html cell : cells) {
      row = cell(row, cell, cells.size());
    }
    rows.add(row);
    column = 0;
    return this;
  }

  private int column;

  private Html cell(Html row, Html content, int count) {
    if (count != columns.size()) {
      throw new IllegalArgumentException(
          "a row of '%s' has %d cells, not %d".formatted(caption, columns.size(), count));
    }
    boolean number = columns.get(column).startsWith("#");
    boolean head = column == 0;
    column = (column + 1) % columns.size();
    String element = head ? "th" : "td";
    Html opened =
        head
            ? row.open(element, "scope", "row")
            : number ? row.open(element, "class", "n") : row.open(element);
    return opened.add(content).close(element);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  Html html() {
    var html =
        new Html()
            .open(
                "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
    html.open("table").leaf("caption", caption).open("thead").open("tr");
    for (String column : columns) {
      boolean number = column.startsWith("#");
      html.leaf(
          "th", number ? column.substring(1) : column, "scope", "col", "class", number ? "n" : "t");
    }
    html.close("tr").close("thead").open("tbody");
    rows.forEach(row -> html.open("tr").add(row).close("tr"));
    return html.close("tbody").close("table").close("div");
  }
}
