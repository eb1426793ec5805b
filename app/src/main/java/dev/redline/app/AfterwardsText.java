package dev.redline.app;

import dev.redline.evidence.Afterwards;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** Prints what a model was asked once its trial was sealed. */
final class AfterwardsText {
  private static final String INDENT = "  ";
  private static final int NARROWEST = 20;
  private static final int CUT = 8;

  private final RunPresenter.View view;

  AfterwardsText(RunPresenter.View view) {
    this.view = view;
  }

  void print(Afterwards afterwards, PrintWriter out) {
    out.println();
    out.println(view.palette().bold("Asked afterwards, not part of the result"));
    for (Afterwards.Asked asked : afterwards.asked()) {
      out.println();
      lines(asked.question(), Integer.MAX_VALUE - 1, out);
      lines(
          asked
              .answer()
              .map(answer -> "→ " + answer)
              .orElseGet(() -> "No answer: " + asked.failure().orElse("not told")),
          view.thoughts() ? Integer.MAX_VALUE - 1 : CUT,
          out);
      out.println(
          view.palette()
              .faint(
                  String.format(
                      Locale.ROOT,
                      "%s%,d tokens in, %,d out%s; in no sum of the trial",
                      INDENT,
                      asked.tokensIn(),
                      asked.tokensOut(),
                      cost(asked.costUsd()))));
    }
  }

  private static String cost(Optional<Double> dollars) {
    return dollars.map(cost -> String.format(Locale.ROOT, ", $%.4f", cost)).orElse("");
  }

  private void lines(String text, int most, PrintWriter out) {
    Paragraph.lines(text, Math.max(NARROWEST, view.width() - 2), most)
        .forEach(line -> out.println(INDENT + line));
  }
}
