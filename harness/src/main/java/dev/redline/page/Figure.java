package dev.redline.page;

/** A chart with its title and the table behind it. */
final class Figure {
  private Figure() {}

  /**
   * @param say what the chart shows, for those who do not see it
   */
  static Html of(String title, String say, Html chart, Grid table) {
    return new Html()
        .open("figure")
        .leaf("figcaption", title)
        .open("div", "class", "chart", "role", "img", "aria-label", say)
        .add(chart)
        .close("div")
        .open("details")
        .leaf("summary", "The numbers behind it")
        .add(table.html())
        .close("details")
        .close("figure");
  }
}
