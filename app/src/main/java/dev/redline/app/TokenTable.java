package dev.redline.app;

import dev.redline.analysis.Analysis;
import dev.redline.analysis.Analysis.TranscriptLine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** Tokens from the environment against the turn, a row a transcript (the study's figure 10). */
final class TokenTable {
  private static final int MOST_ROWS = 15;
  private static final List<Integer> TURNS = List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000);

  private final List<TranscriptLine> transcripts;
  private final Palette palette;
  private final int width;

  TokenTable(List<TranscriptLine> transcripts, Palette palette, int width) {
    this.transcripts = transcripts;
    this.palette = palette;
    this.width = width;
  }

  void print(PrintWriter out) {
    int longest = transcripts.stream().mapToInt(TranscriptLine::turns).max().orElse(0);
    if (longest == 0) {
      return;
    }
    List<Integer> turns = TURNS.stream().filter(turn -> turn < longest).toList();
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.left("tokens after turn"));
    turns.forEach(turn -> columns.add(Table.Column.right(turn.toString())));
    columns.add(Table.Column.right("all"));
    var table = new Table(columns.toArray(Table.Column[]::new));
    for (TranscriptLine line : transcripts.stream().limit(MOST_ROWS).toList()) {
      row(table, Cells.printable(line.name()) + outcome(line), turns, line::tokensAfter);
    }
    mean(table, "mean of successes", true, turns);
    mean(table, "mean of failures", false, turns);
    out.println();
    out.print(table.text(palette));
    if (transcripts.size() > MOST_ROWS) {
      out.printf("… and %,d more; --json has all.%n", transcripts.size() - MOST_ROWS);
    }
    Paragraph.lines(
            "Estimated: %d characters from the environment are taken for a token."
                .formatted(Analysis.CHARACTERS_PER_TOKEN),
            width,
            3)
        .forEach(out::println);
  }

  private static String outcome(TranscriptLine line) {
    return line.success().map(success -> success ? " (success)" : " (failure)").orElse("");
  }

  /** One that has ended keeps its last number. */
  private void mean(Table table, String label, boolean success, List<Integer> turns) {
    List<TranscriptLine> those =
        transcripts.stream()
            .filter(line -> line.success().isPresent() && line.success().get() == success)
            .toList();
    if (those.size() > 1) {
      row(
          table,
          "%s (%d)".formatted(label, those.size()),
          turns,
          turn ->
              Math.round(
                  those.stream().mapToLong(line -> line.tokensAfter(turn)).average().orElse(0)));
    }
  }

  private void row(Table table, String label, List<Integer> turns, IntToLongFunction tokens) {
    List<String> cells = new ArrayList<>();
    cells.add(Cells.clip(label, Math.max(20, width / 2)));
    IntStream.concat(turns.stream().mapToInt(Integer::intValue), IntStream.of(Integer.MAX_VALUE))
        .forEach(turn -> cells.add(String.format(Locale.ROOT, "%,d", tokens.applyAsLong(turn))));
    table.row(cells.toArray(String[]::new));
  }
}
