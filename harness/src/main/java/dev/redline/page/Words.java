package dev.redline.page;

import dev.redline.report.Intervals;
import dev.redline.statistics.Interval;
import dev.redline.statistics.Proportion;
import java.util.Locale;
import java.util.Optional;

/** Numbers as people read them, the same in every locale. */
final class Words {
  /** Of every interval on the page where no sequential rule names another. */
  static final double CONFIDENCE = Intervals.CONFIDENCE;

  private Words() {}

  static String percent(double share) {
    double hundred = 100 * share;
    boolean edge = (share > 0 && share < 0.01) || (share > 0.99 && share < 1);
    return String.format(Locale.ROOT, edge ? "%.1f %%" : "%.0f %%", hundred);
  }

  /** {@code 60–98 %}. */
  static String range(Interval interval) {
    return percent(interval.low()).replace(" %", "") + "\u2013" + percent(interval.high());
  }

  /** {@code 9 of 10}. */
  static String of(Proportion share) {
    return share.hits() + " of " + share.trials();
  }

  /** {@code 9 of 10}, or a dash where there is nothing to count. */
  static String of(Optional<Proportion> share) {
    return share.map(Words::of).orElse("\u2013");
  }

  static String rate(Optional<Proportion> share) {
    return share.map(one -> percent(one.rate())).orElse("\u2013");
  }

  static String range(Optional<Proportion> share, Intervals intervals) {
    return share.map(one -> range(intervals.of(one))).orElse("\u2013");
  }

  /** {@code 95 %}. */
  static String confidence(Intervals intervals) {
    return percent(intervals.confidence());
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
  }

  static String seconds(double value) {
    if (value >= 7200) {
      return String.format(Locale.ROOT, "%.1f h", value / 3600);
    }
    return value >= 120
        ? String.format(Locale.ROOT, "%.0f min", value / 60)
        : String.format(Locale.ROOT, value < 10 ? "%.1f s" : "%.0f s", value);
  }

  static String plural(int number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }

  /** At most so many characters; what was cut is told. */
  static String clip(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, most) + "\u2026 (" + count(text.length() - most) + " more characters)";
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
