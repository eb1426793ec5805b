package dev.redline.app;

import dev.redline.judge.Agreement;
import dev.redline.judge.Judgement;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a judge said beside the rules, for people. */
final class JudgementText {
  /** Transcripts that are named for each behaviour; its file has all. */
  private static final int MOST_NAMES = 5;

  private final Judgement judgement;
  private final Path answers;
  private final Palette palette;
  private final int width;

  JudgementText(Judgement judgement, Path answers, Palette palette, int width) {
    this.judgement = judgement;
    this.answers = answers;
    this.palette = palette;
    this.width = width;
  }

  void print(PrintWriter out) {
    out.println();
    var table =
        new Table(
            Table.Column.left("rules and judge"),
            Table.Column.right("both"),
            Table.Column.right("rules only"),
            Table.Column.right("judge only"),
            Table.Column.right("neither"),
            Table.Column.right("kappa"),
            Table.Column.left("95 %"));
    for (Agreement line : judgement.agreement()) {
      table.row(
          line.behaviour(),
          Integer.toString(line.both()),
          Integer.toString(line.rulesOnly()),
          Integer.toString(line.judgeOnly()),
          Integer.toString(line.neither()),
          line.kappa().map(JudgementText::number).orElse("-"),
          line.kappa95()
              .map(ends -> number(ends.getFirst()) + " to " + number(ends.getLast()))
              .orElse(""));
    }
    out.print(table.text(palette));
    notes().forEach(note -> Paragraph.lines(note, width, 10).forEach(out::println));
    problems()
        .forEach(problem ->
            Paragraph.lines(problem, width, 10).forEach(line -> out.println(palette.bad(line))));
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Transcripts, by whether the rules and %s found it anywhere in their words. The judge's answers count in no other table and in no verdict; they are in %s."
            .formatted(Cells.printable(judgement.judge()), Cells.printable(answers.toString())));
    for (Agreement line : judgement.agreement()) {
      if (!line.differing().isEmpty()) {
        notes.add(
            "They differ on %s: %s%s."
                .formatted(
                    line.behaviour(),
                    Cells.printable(
                        String.join("; ", line.differing().stream().limit(MOST_NAMES).toList())),
                    line.differing().size() > MOST_NAMES ? "; …" : ""));
      }
    }
    notes.add(
        "%d of %d transcripts compared; %d questions, %,d tokens in, %,d out, %s."
            .formatted(
                judgement.compared(),
                judgement.transcripts(),
                judgement.asked(),
                judgement.tokensIn(),
                judgement.tokensOut(),
                judgement
                    .costUsd()
                    .map(cost -> String.format(Locale.ROOT, "$%.4f", cost))
                    .orElse("cost not known")));
    return notes;
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, Integer> bad : judgement.bad().entrySet()) {
      problems.add(
          "BAD ANSWERS: %d of %d count for nothing, since %s."
              .formatted(bad.getValue(), judgement.asked(), bad.getKey()));
    }
    if (judgement.failed() > 0) {
      problems.add(
          "NO ANSWER came to %d of %d questions.".formatted(judgement.failed(), judgement.asked()));
    }
    if (judgement.notAsked() > 0) {
      problems.add("NOT ASKED: %d questions were left out.".formatted(judgement.notAsked()));
    }
    judgement.stopped().ifPresent(why -> problems.add("STOPPED: " + Cells.printable(why)));
    return problems;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
