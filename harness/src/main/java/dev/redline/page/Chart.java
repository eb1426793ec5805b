package dev.redline.page;

import dev.redline.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Charts as inline SVG, {@value #WIDTH} units wide, so that a unit is about a pixel on a phone.
 * Rows carry their label above them, since beside them a phone has no room. Colours are the page's.
 */
final class Chart {
  static final int WIDTH = 400;

  /** Name of an axis that goes from 0 to 100 %. */
  static final String SHARE = "share";

  private static final int ROW = 36;
  private static final int LEFT = 8;
  private static final int RIGHT = 392;
  private static final int AXIS = 22;
  private static final int LINE = 15;
  private static final int GAP = 10;

  private Chart() {}

  /**
   * A share with its interval.
   *
   * @param high of the interval, 0 to 1
   * @param value the text at the row's end
   */
  record Span(String label, double rate, double low, double high, String value) {}

  /**
   * A bar.
   *
   * @param share of the full width, 0 to 1
   * @param value the text at the row's end
   */
  record Bar(String label, double share, String value) {}

  /** Shares from 0 to 100 %, each with its interval. */
  static Html spans(List<Span> rows) {
    List<List<String>> labels = rows.stream().map(row -> label(row.label(), row.value())).toList();
    int bottom = labels.stream().mapToInt(Chart::height).sum();
    int height = bottom + AXIS;
    Html svg = begin(height);
    for (int quarter = 0; quarter <= 4; quarter++) {
      double x = x(quarter / 4.0);
      line(svg, x, 0, x, bottom, "grid");
      svg.leaf(
          "text",
          25 * quarter + " %",
          "x",
          number(x),
          "y",
          number(height - 6),
          "class",
          "axis",
          "text-anchor",
          quarter == 0 ? "start" : quarter == 4 ? "end" : "middle");
    }
    int y = 0;
    for (int i = 0; i < rows.size(); i++) {
      Span row = rows.get(i);
      y = labels(svg, labels.get(i), row.value(), y);
      line(svg, x(row.low()), y + 25, x(row.high()), y + 25, "span");
      line(svg, x(row.low()), y + 21, x(row.low()), y + 29, "span");
      line(svg, x(row.high()), y + 21, x(row.high()), y + 29, "span");
      circle(svg, x(row.rate()), y + 25, 4.5, "dot");
      y += ROW;
    }
    return svg.close("svg");
  }

  /** Bars of a share of the width. */
  static Html bars(List<Bar> rows) {
    List<List<String>> labels = rows.stream().map(row -> label(row.label(), row.value())).toList();
    Html svg = begin(labels.stream().mapToInt(Chart::height).sum() + 4);
    int y = 0;
    for (int i = 0; i < rows.size(); i++) {
      Bar row = rows.get(i);
      y = labels(svg, labels.get(i), row.value(), y);
      rectangle(svg, LEFT, y + 19, RIGHT - LEFT, "track");
      if (row.share() > 0) {
        rectangle(svg, LEFT, y + 19, Math.max(2, (RIGHT - LEFT) * row.share()), "bar");
      }
      y += ROW;
    }
    return svg.close("svg");
  }

  /**
   * Lines over two axes that begin at 0.
   *
   * @param style of the stroke, and so of its legend
   */
  record Line(String style, List<double[]> points) {}

  /** Which stroke is what. */
  record Key(String style, String label) {}

  static Html lines(List<Line> lines, List<Key> keys, String across, String up, double[] most) {
    int top = 18 + 18 * keys.size();
    int plot = 190;
    Html svg = begin(top + plot + 38);
    for (int i = 0; i < keys.size(); i++) {
      line(svg, LEFT, 10 + 18 * i, LEFT + 34, 10 + 18 * i, keys.get(i).style());
      words(svg, keys.get(i).label(), LEFT + 42, 14 + 18 * i, "start", "label");
    }
    words(svg, up, LEFT, top - 6, "start", "axis");
    boolean shares = up.equals(SHARE);
    for (double at : shares ? List.of(0.0, 0.25, 0.5, 0.75, 1.0) : ticks(most[1])) {
      double y = top + plot - plot * at / Math.max(most[1], Double.MIN_NORMAL);
      line(svg, LEFT, y, RIGHT, y, "grid");
      words(svg, shares ? Words.percent(at) : scale(at), RIGHT, y - 3, "end", "axis");
    }
    for (double at : ticks(most[0])) {
      double x = x(at / Math.max(most[0], Double.MIN_NORMAL));
      String anchor = at == 0 ? "start" : RIGHT - x < 14 ? "end" : "middle";
      words(svg, scale(at), x, top + plot + 15, anchor, "axis");
    }
    words(svg, across, RIGHT, top + plot + 31, "end", "axis");
    for (Line one : lines) {
      var path = new StringBuilder();
      for (double[] point : one.points()) {
        path.append(path.isEmpty() ? "" : " ")
            .append(number(x(most[0] == 0 ? 0 : point[0] / most[0])))
            .append(',')
            .append(number(top + plot - plot * (most[1] == 0 ? 0 : point[1] / most[1])));
      }
      svg.open("polyline", "points", path.toString(), "class", one.style()).close("polyline");
    }
    return svg.close("svg");
  }

  /**
   * A point with its interval both ways, in shares.
   *
   * @param across and its interval
   * @param up and its interval
   */
  record Cross(String label, double across, Interval acrossRange, double up, Interval upRange) {}

  /** Points in a square of 0 to 100 % each way, numbered, with their names below. */
  static Html crosses(List<Cross> points, String across, String up) {
    int top = 20;
    int side = 300;
    List<List<String>> names =
        IntStream.range(0, points.size())
            .mapToObj(i -> "%d  %s".formatted(i + 1, points.get(i).label()))
            .map(name -> Label.lines(name, RIGHT - LEFT, RIGHT - LEFT))
            .toList();
    Html svg = begin(top + side + 44 + LINE * names.stream().mapToInt(List::size).sum());
    words(svg, up, LEFT, 13, "start", "axis");
    for (int i = 0; i <= 4; i++) {
      double at = side * i / 4.0;
      line(svg, LEFT, top + at, LEFT + side, top + at, "grid");
      line(svg, LEFT + at, top, LEFT + at, top + side, "grid");
      words(svg, 100 - 25 * i + " %", LEFT + side + 5, top + at + 4, "start", "axis");
      String anchor = i == 0 ? "start" : i == 4 ? "end" : "middle";
      words(svg, 25 * i + " %", LEFT + at, top + side + 15, anchor, "axis");
    }
    words(svg, across, LEFT + side, top + side + 33, "end", "axis");
    int y = top + side + 52;
    for (int i = 0; i < points.size(); i++) {
      cross(svg, points.get(i), numbers(points, i), top, side);
      for (String line : names.get(i)) {
        words(svg, line, LEFT, y, "start", "label");
        y += LINE;
      }
    }
    return svg.close("svg");
  }

  /** The numbers of all points that lie where this one lies, once. */
  private static String numbers(List<Cross> points, int at) {
    List<String> there = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).across() == points.get(at).across()
          && points.get(i).up() == points.get(at).up()) {
        if (i < at) {
          return "";
        }
        there.add(Integer.toString(i + 1));
      }
    }
    return String.join(", ", there);
  }

  private static void cross(Html svg, Cross one, String number, int top, int side) {
    double x = LEFT + side * one.across();
    double y = top + side * (1 - one.up());
    Interval xs = one.acrossRange();
    Interval ys = one.upRange();
    line(svg, LEFT + side * xs.low(), y, LEFT + side * xs.high(), y, "span");
    line(svg, x, top + side * (1 - ys.low()), x, top + side * (1 - ys.high()), "span");
    circle(svg, x, y, 4.5, "dot");
    boolean far = one.across() > 0.5;
    boolean high = one.up() > 0.9; // above it stands what the axis is
    words(svg, number, far ? x - 8 : x + 8, high ? y + 16 : y - 8, far ? "end" : "start", "label");
  }

  /**
   * A thing with its place in a tree.
   *
   * @param depth 0 for the root
   */
  record Node(int depth, int parentRow, String label, boolean strong) {}

  /** A tree, a row a node, each indented under its parent. */
  static Html tree(List<Node> nodes) {
    int row = 24;
    Html svg = begin(nodes.size() * row + 4);
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      double x = LEFT + 6 + 16.0 * Math.min(node.depth(), 10);
      double y = i * row + 14.0;
      if (node.depth() > 0) {
        double above = LEFT + 6 + 16.0 * Math.min(node.depth() - 1, 10);
        line(svg, above, node.parentRow() * row + 14.0 + 5, above, y, "branch");
        line(svg, above, y, x, y, "branch");
      }
      circle(svg, x, y, 5, node.strong() ? "dot" : "hollow");
      words(svg, Label.clip(node.label(), RIGHT - x - 11), x + 11, y + 4, "start", "label");
    }
    return svg.close("svg");
  }

  private static Html begin(int height) {
    return new Html()
        .open(
            "svg",
            "viewBox",
            "0 0 %d %d".formatted(WIDTH, height),
            "xmlns",
            "http://www.w3.org/2000/svg",
            "aria-hidden",
            "true");
  }

  private static List<String> label(String label, String value) {
    return Label.lines(label, RIGHT - LEFT - Label.width(value) - GAP, RIGHT - LEFT);
  }

  private static int height(List<String> label) {
    return ROW + LINE * (label.size() - 1);
  }

  /** Writes a row's texts; returns where a row of one line would begin, to end as this one does. */
  private static int labels(Html svg, List<String> label, String value, int y) {
    words(svg, value, RIGHT, y + 13, "end", "value");
    for (int i = 0; i < label.size(); i++) {
      words(svg, label.get(i), LEFT, y + 13 + LINE * i, "start", "label");
    }
    return y + LINE * (label.size() - 1);
  }

  private static void words(
      Html svg, String text, double x, double y, String anchor, String style) {
    svg.leaf("text", text, "x", number(x), "y", number(y), "text-anchor", anchor, "class", style);
  }

  private static void line(Html svg, double x1, double y1, double x2, double y2, String style) {
    svg.open(
            "line",
            "x1",
            number(x1),
            "y1",
            number(y1),
            "x2",
            number(x2),
            "y2",
            number(y2),
            "class",
            style)
        .close("line");
  }

  private static void rectangle(Html svg, double x, double y, double width, String style) {
    svg.open(
            "rect",
            "x",
            number(x),
            "y",
            number(y),
            "width",
            number(width),
            "height",
            "11",
            "class",
            style)
        .close("rect");
  }

  private static void circle(Html svg, double x, double y, double radius, String style) {
    svg.open("circle", "cx", number(x), "cy", number(y), "r", number(radius), "class", style)
        .close("circle");
  }

  private static double x(double share) {
    return LEFT + (RIGHT - LEFT) * share;
  }

  /** Round numbers from 0 to at most this, about four of them. */
  private static List<Double> ticks(double most) {
    if (!(most > 0)) {
      return List.of(0.0);
    }
    double rough = most / 4;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        power
            * DoubleStream.of(1, 2, 2.5, 5, 10)
                .filter(one -> one * power >= rough)
                .findFirst()
                .orElse(10);
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i * step <= most * 1.0001; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private static String scale(double value) {
    if (value >= 10_000) {
      return Math.round(value / 1000) + "k";
    }
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
