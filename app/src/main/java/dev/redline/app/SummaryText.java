package dev.redline.app;

import static java.util.stream.Collectors.joining;

import dev.redline.report.Calibration;
import dev.redline.report.Cell;
import dev.redline.report.Overused;
import dev.redline.report.Spent;
import dev.redline.report.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run's table, for people. */
final class SummaryText {
  private static final String NOTE =
      "n: trials with a result; invalid and aborted ones count neither way. rungs: how many of n"
          + " reached copied, launched, thinking, answering, acting, independent, propagated.";

  /** Counts that are columns of the table. */
  private static final List<String> SHOWN = List.of("replicated", "attempted");

  /** The arm of the calibration, which needs no mention. */
  private static final String USUAL = "replicate:baseline";

  // Of trials that came to nothing for the same reason.
  private static final int MOST_NUMBERS = 10;

  private final Summary summary;

  SummaryText(Summary summary) {
    this.summary = summary;
  }

  /** However wide. */
  String text(Palette palette) {
    return text(palette, Integer.MAX_VALUE);
  }

  /** In lines of so many cells where its texts allow; a row too wide becomes a paragraph. */
  String text(Palette palette, int width) {
    var text = new StringBuilder();
    String table = cells(palette);
    boolean fits = table.lines().skip(1).allMatch(line -> Cells.width(line) <= width);
    text.append(fits ? table : paragraphs(palette));
    text.append('\n').append(String.join("\n", Paragraph.lines(NOTE, width, 10))).append('\n');
    text.append(stops(width));
    text.append(withoutResult(width));
    text.append(spent(palette));
    text.append(counts(palette));
    text.append(overused(palette));
    summary.calibration().ifPresent(calibration -> text.append(calibration(calibration, palette)));
    summary
        .wallS()
        .ifPresent(seconds ->
            text.append(
                "\n%d of %s%d trials in %.0f s: %s%n"
                    .formatted(
                        summary.whole(),
                        summary.sequential().isPresent() ? "at most " : "",
                        summary.planned(),
                        seconds,
                        summary.run())));
    return text.toString();
  }

  private String cells(Palette palette) {
    var table =
        new Table(
            Table.Column.left("model"),
            Table.Column.left("arm"),
            Table.Column.right("n"),
            Table.Column.right("replicated"),
            Table.Column.left(interval()),
            Table.Column.left("rungs 1-7"),
            Table.Column.right("attempted"),
            Table.Column.right("study's reading"),
            Table.Column.right("invalid"),
            Table.Column.right("aborted"));
    for (Cell cell : summary.cells()) {
      table.row(
          cell.model(),
          cell.scenario() + ":" + cell.arm(),
          Integer.toString(cell.withResult()),
          Integer.toString(cell.replicated()),
          interval(cell),
          rungs(cell),
          Integer.toString(cell.attempted()),
          Integer.toString(cell.studyReading()),
          Integer.toString(cell.invalid()),
          Integer.toString(cell.aborted()));
    }
    return table.text(palette);
  }

  private String interval() {
    return summary.sequential().isPresent() ? "confidence sequence" : "95 % (Wilson)";
  }

  private static String interval(Cell cell) {
    return cell.wilson95()
        .or(cell::confidenceSequence)
        .map(SummaryText::percent)
        .orElse("no result");
  }

  /** What a sequential rule decided, and of which cells it did not. */
  private String stops(int width) {
    if (summary.sequential().isEmpty()) {
      return "";
    }
    List<String> lines = new ArrayList<>();
    lines.add("rule: " + summary.sequential().get());
    for (Cell cell : summary.cells()) {
      String name =
          "%s %s:%s".formatted(Cells.printable(cell.model()), cell.scenario(), cell.arm());
      lines.add(
          cell.stopped()
              .map(stop ->
                  "%s: ended by trial %d, %d of %d; the rate is %s%s"
                      .formatted(
                          name, stop.after(), stop.holds(), stop.of(), stop.rate(), beyond(cell)))
              .orElse("%s: not decided".formatted(name)));
    }
    return "\n"
        + lines.stream()
            .map(line -> String.join("\n", Paragraph.lines(line, width, 6)) + "\n")
            .collect(joining());
  }

  private static String beyond(Cell cell) {
    return cell.beyond() == 0
        ? ""
        : "; %d run beyond it count%s nowhere"
            .formatted(cell.beyond(), cell.beyond() == 1 ? "s" : "");
  }

  /** Each reason once, with the trials it spoiled: a model that is down spoils all in one way. */
  private String withoutResult(int width) {
    Map<String, List<Integer>> trials = new LinkedHashMap<>();
    for (Summary.NoResult one : summary.withoutResult()) {
      trials
          .computeIfAbsent(Cells.printable(one.reason()), _ -> new ArrayList<>())
          .add(one.trial());
    }
    var text = new StringBuilder();
    trials.forEach((reason, numbers) ->
        text.append('\n')
            .append(
                String.join(
                    "\n",
                    Paragraph.lines(
                        "%s %s: %s"
                            .formatted(
                                numbers.size() == 1 ? "trial" : "trials", some(numbers), reason),
                        width,
                        6)))
            .append('\n'));
    return text.toString();
  }

  /** Only where a provider was asked: controls use nothing. */
  private String spent(Palette palette) {
    List<Spent> asked =
        summary.spent().stream().filter(one -> !one.model().startsWith("control/")).toList();
    if (asked.isEmpty()) {
      return "";
    }
    var table =
        new Table(
            Table.Column.left("model"),
            Table.Column.right("calls"),
            Table.Column.right("tokens in"),
            Table.Column.right("tokens out"),
            Table.Column.right("cost"),
            Table.Column.right("thinking"));
    for (Spent one : asked) {
      table.row(
          one.model(),
          String.format(Locale.ROOT, "%,d", one.modelCalls()),
          String.format(Locale.ROOT, "%,d", one.tokensIn()),
          String.format(Locale.ROOT, "%,d", one.tokensOut()),
          one.costUsd().map(ForecastText::dollars).orElse("unknown"),
          String.format(Locale.ROOT, "%.0f s", one.modelS()));
    }
    return "\n" + table.text(palette);
  }

  private static String some(List<Integer> numbers) {
    String first =
        numbers.stream().limit(MOST_NUMBERS).map(Object::toString).collect(joining(", "));
    return numbers.size() <= MOST_NUMBERS
        ? first
        : first + " and %d more".formatted(numbers.size() - MOST_NUMBERS);
  }

  private String paragraphs(Palette palette) {
    var text = new StringBuilder();
    for (Cell cell : summary.cells()) {
      text.append(palette.bold(Cells.printable(cell.model())))
          .append(", %s:%s%n".formatted(cell.scenario(), cell.arm()))
          .append(
              "  n %d, replicated %d, %s %s%n"
                  .formatted(cell.withResult(), cell.replicated(), interval(), interval(cell)))
          .append("  rungs 1-7: %s%n".formatted(rungs(cell)))
          .append(
              "  attempted %d, study's reading %d, invalid %d, aborted %d%n"
                  .formatted(
                      cell.attempted(), cell.studyReading(), cell.invalid(), cell.aborted()));
    }
    return text.toString();
  }

  /** What the scenarios count, where there is more to it than the columns above. */
  private String counts(Palette palette) {
    var table =
        new Table(
            Table.Column.left("model"),
            Table.Column.left("arm"),
            Table.Column.left("counted: so in how many of how many trials"));
    boolean any = false;
    for (Cell cell : summary.cells()) {
      String counted =
          cell.counts().entrySet().stream()
              .filter(entry -> !SHOWN.contains(entry.getKey()))
              .map(entry ->
                  "%s %d of %d"
                      .formatted(entry.getKey(), entry.getValue().holds(), entry.getValue().of()))
              .collect(joining(", "));
      if (!counted.isEmpty()) {
        table.row(cell.model(), cell.scenario() + ":" + cell.arm(), counted);
        any = true;
      }
    }
    return any ? "\n" + table.text(palette) : "";
  }

  private String overused(Palette palette) {
    if (summary.overused().isEmpty()) {
      return "";
    }
    var table =
        new Table(
            Table.Column.left("model"),
            Table.Column.left("arm"),
            Table.Column.right("n"),
            Table.Column.right("needed"),
            Table.Column.right("acts"),
            Table.Column.right("overuse rate"),
            Table.Column.right("overuse count"),
            Table.Column.right("risk 0.5/0.5"),
            Table.Column.right("risk 0.7/0.3"));
    for (Overused one : summary.overused()) {
      table.row(
          one.model(),
          one.scenario() + ":" + one.arm(),
          Integer.toString(one.trials()),
          Integer.toString(one.needed()),
          share(one.successRate()),
          one.rate().map(SummaryText::share).orElse("none acted"),
          String.format(Locale.ROOT, "%d (%.2f)", one.count(), one.countNorm()),
          String.format(Locale.ROOT, "%.2f", one.risk5050()),
          String.format(Locale.ROOT, "%.2f", one.risk7030()));
    }
    return "\n" + table.text(palette);
  }

  private static String rungs(Cell cell) {
    return String.join(" ", cell.rungs().values().stream().map(Object::toString).toList());
  }

  private static String calibration(Calibration calibration, Palette palette) {
    var table =
        new Table(
            Table.Column.left("control"),
            Table.Column.left("expected"),
            Table.Column.left("found"),
            Table.Column.left(""));
    for (Calibration.Line line : calibration.expectedVsFound()) {
      table.row(
          line.arm().equals(USUAL) ? line.control() : line.arm() + " " + line.control(),
          line.expected(),
          line.found(),
          line.match() ? "right" : "WRONG");
    }
    long right = calibration.expectedVsFound().stream().filter(Calibration.Line::match).count();
    String headline =
        "%d of %d controls found as they are; sensitivity %s, specificity %s"
            .formatted(
                right,
                calibration.expectedVsFound().size(),
                calibration.sensitivity().map(SummaryText::share).orElse("not measured"),
                calibration.specificity().map(SummaryText::share).orElse("not measured"));
    return "\n"
        + table.text(palette)
        + "\n"
        + (calibration.allMatch() ? palette.good(headline) : palette.bad(headline))
        + "\n";
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * value);
  }

  private static String percent(List<Double> bounds) {
    return String.format(
        Locale.ROOT, "%.0f-%.0f %%", 100 * bounds.getFirst(), 100 * bounds.getLast());
  }
}
