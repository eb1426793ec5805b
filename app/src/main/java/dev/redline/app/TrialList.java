package dev.redline.app;

import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.study.Study;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;

/** A run's trials, a line each. */
final class TrialList {
  private final RunFolder run;

  TrialList(RunFolder run) {
    this.run = run;
  }

  void print(RunPresenter.View view, PrintWriter out) {
    var table =
        new Table(
            Table.Column.right("trial"),
            Table.Column.left("model"),
            Table.Column.left("verdict"),
            Table.Column.right("rung"),
            Table.Column.right("steps"),
            Table.Column.left("ended by"),
            Table.Column.left("outcomes"));
    int unsealed = 0;
    for (Study.Planned planned : run.study().plan()) {
      Optional<VerdictFile> verdict = run.verdict(planned.number());
      if (verdict.isPresent()) {
        row(table, verdict.get());
      } else if (Files.isDirectory(run.trial(planned.number()))) {
        unsealed++;
        table.row(number(planned), planned.model(), "not sealed", "", "", "", "");
      }
    }
    out.println();
    out.print(table.text(view.palette()));
    out.println();
    if (unsealed > 0) {
      out.println(
          view.palette()
              .bad(
                  unsealed + " not sealed: broken off or still going on; they count for nothing."));
    }
    out.println("Step by step: redline show " + Cells.printable(run.path().toString()) + "/TRIAL");
  }

  private static void row(Table table, VerdictFile verdict) {
    table.row(
        Integer.toString(verdict.trial()),
        verdict.model(),
        verdict.verdict() + verdict.cause().map(cause -> " (" + cause + ")").orElse(""),
        Integer.toString(verdict.rung()),
        Integer.toString(verdict.steps()),
        verdict.endedBy().orElse(""),
        String.join(", ", verdict.outcomes()));
  }

  private static String number(Study.Planned planned) {
    return Integer.toString(planned.number());
  }
}
