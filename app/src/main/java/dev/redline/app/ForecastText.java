package dev.redline.app;

import dev.redline.report.Forecast;
import java.util.Locale;
import java.util.Optional;

/** What a study will use, for people. */
final class ForecastText {
  private final Forecast forecast;

  ForecastText(Forecast forecast) {
    this.forecast = forecast;
  }

  String text(Palette palette) {
    var table =
        new Table(
            Table.Column.left("model"),
            Table.Column.left("arm"),
            Table.Column.right("trials"),
            Table.Column.right("calls"),
            Table.Column.right("tokens in"),
            Table.Column.right("tokens out"),
            Table.Column.right("cost"),
            Table.Column.left("from"));
    for (Forecast.Expected cell : forecast.cells()) {
      table.row(
          cell.model(),
          cell.scenario() + ":" + cell.arm(),
          Integer.toString(cell.trials()),
          number(cell.calls()),
          number(cell.tokensIn()),
          number(cell.tokensOut()),
          cell.costUsd()
              .map(ForecastText::dollars)
              .orElse(cell.priceKnown() ? "unknown" : "price unknown"),
          cell.from());
    }
    long calls = forecast.cells().stream().mapToLong(Forecast.Expected::mostCalls).sum();
    long tokens = forecast.cells().stream().mapToLong(Forecast.Expected::mostTokens).sum();
    return table.text(palette)
        + String.format(
            Locale.ROOT,
            "%n%d trials, expected cost %s; the limits allow at most %,d calls and %,d tokens. Nothing was run.%n",
            forecast.trials(),
            forecast.costUsd().map(ForecastText::dollars).orElse("unknown"),
            calls,
            tokens);
  }

  private static String number(Optional<Long> value) {
    return value.map(number -> String.format(Locale.ROOT, "%,d", number)).orElse("unknown");
  }

  /** With cents, and with as many places more as a small amount needs. */
  static String dollars(double amount) {
    return amount != 0 && amount < 0.995
        ? String.format(Locale.ROOT, "$%.4f", amount)
        : String.format(Locale.ROOT, "$%.2f", amount);
  }
}
