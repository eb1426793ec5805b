package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.compare.Comparison;
import dev.redline.compare.Published;
import dev.redline.rating.Ratings;
import dev.redline.report.Findings;
import dev.redline.report.Intervals;
import dev.redline.statistics.Interval;
import dev.redline.statistics.Proportion;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redline compare}: two runs side by side, or one beside what others have published. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Puts the rates of two runs side by side, or those of one beside published figures.",
      "Each pair has both intervals, the difference with Newcombe's interval, and Fisher's exact test"
          + " with Holm's adjustment over all pairs that can be compared."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  redline compare RUN OTHER", "  redline compare latest --published"},
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, "2:wrong usage, or no such run", ExitCode.FAILED_HELP})
final class CompareCommand implements Callable<Integer> {
  private static final double CONFIDENCE = 0.95;

  private final Runs runs;
  private final Output output;

  @Parameters(
      arity = "1..2",
      paramLabel = "RUN",
      description = "One run, or two: a folder, a name, or latest.")
  private List<String> names = List.of();

  private static final Intervals FIXED = new Intervals(Optional.empty());

  @Option(names = "--published", description = "Beside the published figures.")
  private boolean published;

  CompareCommand(Runs runs, Output output) {
    this.runs = runs;
    this.output = output;
  }

  @Override
  public Integer call() {
    if (published == (names.size() == 2)) {
      throw CommandFailure.usage(
          published
              ? "Two runs and --published do not go together."
              : "There is nothing to compare with.",
          "redline compare " + String.join(" ", names),
          "two runs, or one run and --published",
          "see redline compare --help");
    }
    try {
      RunFolder folder = runs.find(names.getFirst());
      Findings first = Findings.of(folder);
      if (published) {
        Set<Integer> rated = new Ratings(folder).knowHow();
        print(Comparison.of(first, Published.builtIn(), rated), first.intervals(), FIXED);
      } else {
        Findings second = Findings.of(runs.find(names.getLast()));
        print(Comparison.of(first, second), first.intervals(), second.intervals());
      }
      return ExitCode.DONE.number();
    } catch (ArchiveException e) {
      throw Failures.usage(e);
    }
  }

  private void print(Comparison comparison, Intervals first, Intervals second) {
    PrintWriter out = output.out();
    Palette palette = output.palette();
    comparison.loud().forEach(line -> out.println(palette.bad(Cells.printable(line))));
    comparison.pairs().forEach(pair -> pair(pair, first, second, out, palette));
    if (!comparison.unmatched().isEmpty()) {
      out.println();
      out.println(palette.bold("Not compared"));
      comparison.unmatched().forEach(line -> out.println("  " + Cells.printable(line)));
    }
  }

  private static void pair(
      Comparison.Pair pair, Intervals first, Intervals second, PrintWriter out, Palette palette) {
    out.println();
    out.println(palette.bold(Cells.printable(pair.name())) + ", " + pair.measure());
    out.println("  first       " + rate(pair.first(), first));
    out.println(
        "  second      "
            + (pair.second().isPresent() || pair.quoted().isEmpty()
                ? rate(pair.second(), second)
                : "")
            + (pair.quoted().isEmpty() ? "" : "  " + Cells.printable(pair.quoted())));
    if (!pair.comparable()) {
      out.println("  " + palette.bad("not comparable"));
    } else {
      pair.difference()
          .ifPresent(difference ->
              out.println(
                  "  difference  %s, 95 %% interval %s; Fisher's exact p = %s%s"
                      .formatted(
                          points(difference.estimate()),
                          points(difference.newcombe(CONFIDENCE)),
                          p(difference.fisherExact()),
                          pair.adjusted().map(p -> ", by Holm " + p(p)).orElse(""))));
    }
    pair.methods().forEach(method -> out.println("  method      " + Cells.printable(method)));
  }

  private static String rate(Optional<Proportion> rate, Intervals intervals) {
    return rate.map(
            one -> {
              Interval interval = intervals.of(one);
              return String.format(
                  Locale.ROOT,
                  "%d of %d, %.0f %%, %.0f %% %s %.0f-%.0f %%",
                  one.hits(),
                  one.trials(),
                  100 * one.rate(),
                  100 * interval.confidence(),
                  intervals.areOfFixedNumbers() ? "interval" : "confidence sequence",
                  100 * interval.low(),
                  100 * interval.high());
            })
        .orElse("no trial with a result to count");
  }

  private static String points(double difference) {
    return String.format(Locale.ROOT, "%+.0f points", 100 * difference);
  }

  private static String points(Interval interval) {
    return String.format(
        Locale.ROOT, "%+.0f to %+.0f points", 100 * interval.low(), 100 * interval.high());
  }

  private static String p(double value) {
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
