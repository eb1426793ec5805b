package dev.redline.app;

import dev.redline.analysis.ActionKind;
import dev.redline.analysis.Analysis;
import dev.redline.analysis.Analysis.BehaviourLine;
import dev.redline.analysis.Analysis.GroupLine;
import dev.redline.analysis.Analysis.PhaseLine;
import dev.redline.analysis.Analysis.ProgramLine;
import dev.redline.analysis.Analysis.TranscriptLine;
import dev.redline.analysis.Analysis.Triple;
import dev.redline.analysis.Phase;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code analyze} found, for people. */
final class AnalysisText {
  /** Transcripts that are told one by one; {@code --json} has all. */
  private static final int MOST_ROWS = 30;

  private final Analysis analysis;
  private final Palette palette;
  private final int width;

  AnalysisText(Analysis analysis, Palette palette, int width) {
    this.analysis = analysis;
    this.palette = palette;
    this.width = width;
  }

  void print(PrintWriter out) {
    if (!analysis.transcripts().isEmpty()) {
      transcripts(out);
    }
    if (!analysis.actions().isEmpty()) {
      actions(out);
      commands(out);
      phases(out);
      new TokenTable(analysis.transcripts(), palette, width).print(out);
      behaviours(out);
    }
    for (String problem : analysis.problems()) {
      lines("NOT WHOLE: " + problem + ".").forEach(line -> out.println(palette.bad(line)));
    }
  }

  private void transcripts(PrintWriter out) {
    boolean manyFiles =
        analysis.transcripts().stream().map(TranscriptLine::file).distinct().count() > 1;
    var table =
        new Table(
            Table.Column.left("transcript"),
            Table.Column.left("form"),
            Table.Column.left("model"),
            Table.Column.right("turns"),
            Table.Column.right("whole"),
            Table.Column.left("outcome"));
    for (TranscriptLine line : analysis.transcripts().stream().limit(MOST_ROWS).toList()) {
      table.row(
          Cells.clip(Cells.printable(name(line, manyFiles)), Math.max(20, width - 62)),
          line.form(),
          Cells.clip(Cells.printable(line.model().orElse("")), 20),
          Integer.toString(line.turns()),
          Integer.toString(line.wholeTurns()),
          Cells.clip(Cells.printable(line.outcome().orElse("not told")), 16));
    }
    out.print(table.text(palette));
    more(out, analysis.transcripts().size() - MOST_ROWS, "transcripts");
    int turns = analysis.transcripts().stream().mapToInt(TranscriptLine::turns).sum();
    int whole = analysis.transcripts().stream().mapToInt(TranscriptLine::wholeTurns).sum();
    out.printf(
        Locale.ROOT,
        "%s, %s, %s.%n",
        counted(analysis.transcripts().size(), "transcript"),
        counted(turns, "turn"),
        whole == turns
            ? analysis.problems().isEmpty() ? "all whole" : "all that were read whole"
            : "%,d of them whole".formatted(whole));
  }

  private static String name(TranscriptLine line, boolean withFile) {
    String file = line.file().substring(line.file().lastIndexOf('/') + 1);
    return withFile ? file + ": " + line.name() : line.name();
  }

  private void actions(PrintWriter out) {
    int all = analysis.actions().values().stream().mapToInt(Integer::intValue).sum();
    var table =
        new Table(
            Table.Column.left("action"), Table.Column.right("count"), Table.Column.right("share"));
    for (ActionKind kind : ActionKind.values()) {
      int count = analysis.actions().getOrDefault(kind, 0);
      if (count > 0) {
        table.row(kind.label(), Integer.toString(count), share(count, all));
      }
    }
    out.println();
    out.print(table.text(palette));
  }

  private void commands(PrintWriter out) {
    out.println();
    if (analysis.commandsProblem().isPresent()) {
      lines(analysis.commandsProblem().get()).forEach(line -> out.println(palette.bad(line)));
      return;
    }
    int all = analysis.commands().stream().mapToInt(GroupLine::count).sum();
    if (all == 0) {
      out.println("No shell commands.");
      return;
    }
    var table =
        new Table(
            Table.Column.left("commands"),
            Table.Column.right("count"),
            Table.Column.right("share"),
            Table.Column.left("programs"));
    for (GroupLine group : analysis.commands()) {
      String programs =
          group.programs().stream().map(AnalysisText::program).collect(Collectors.joining(", "));
      List<String> lines = Paragraph.lines(programs, Math.max(20, width - 26), 4);
      table.row(
          group.group(),
          Integer.toString(group.count()),
          share(group.count(), all),
          lines.getFirst());
      lines.stream().skip(1).forEach(line -> table.row("", "", "", line));
    }
    out.print(table.text(palette));
    lines(commandsNote()).forEach(out::println);
  }

  private String commandsNote() {
    var note = new StringBuilder("* not named by the study; put where its like is.");
    if (analysis.unsplit() > 0) {
      note.append(
          " %s could not be split, or not wholly."
              .formatted(counted(analysis.unsplit(), "command line")));
    }
    if (analysis.python() > 0) {
      note.append(" %s of Python not counted here.".formatted(counted(analysis.python(), "piece")));
    }
    return note.toString();
  }

  private static String program(ProgramLine program) {
    return Cells.printable(program.program())
        + (program.namedByStudy() ? " " : "* ")
        + program.count();
  }

  private void phases(PrintWriter out) {
    var table =
        new Table(
            Table.Column.left("phase"),
            Table.Column.right("turns"),
            Table.Column.right("gaps"),
            Table.Column.right("plans"),
            Table.Column.right("findings"),
            Table.Column.left("a turn that"));
    for (PhaseLine line : analysis.phases()) {
      table.row(
          line.phase(),
          Integer.toString(line.turns()),
          Integer.toString(line.gaps()),
          Integer.toString(line.plans()),
          Integer.toString(line.findings()),
          Phase.valueOf(line.phase().toUpperCase(Locale.ROOT)).meaning());
    }
    out.println();
    out.print(table.text(palette));
    for (PhaseLine line : analysis.phases()) {
      line.examples().stream().findFirst().ifPresent(triple -> example(out, line.phase(), triple));
    }
  }

  private void example(PrintWriter out, String phase, Triple triple) {
    out.println(
        palette.faint(
            Cells.clip(
                Cells.printable(
                    "%s, such as turn %d of %s"
                        .formatted(phase, triple.turn(), triple.transcript())),
                width)));
    part(out, "gap", triple.gap());
    part(out, "plan", String.join(" → ", triple.plan()));
    part(out, "finding", triple.finding());
  }

  private void part(PrintWriter out, String label, String text) {
    if (text.isBlank()) {
      return;
    }
    String indent = "           ";
    List<String> lines =
        Paragraph.lines(text.replaceAll("\\s+", " "), Math.max(20, width - indent.length()), 2);
    out.println("  " + Cells.padRight(label, indent.length() - 2) + lines.getFirst());
    lines.stream().skip(1).forEach(line -> out.println(indent + line));
  }

  private void behaviours(PrintWriter out) {
    out.println();
    List<BehaviourLine> found =
        analysis.behaviours().stream()
            .filter(line -> line.said() > 0 || line.seen().orElse(0) > 0)
            .toList();
    if (found.isEmpty()) {
      out.println("No behaviour of those that words can show.");
      return;
    }
    var table =
        new Table(
            Table.Column.left("behaviour"),
            Table.Column.right("said"),
            Table.Column.right("seen"),
            Table.Column.left("first said as"));
    int room = Math.max(20, width - 40);
    for (BehaviourLine line : found) {
      table.row(
          line.name(),
          line.said() == 0 ? "-" : Integer.toString(line.said()),
          line.seen().map(String::valueOf).orElse("?"),
          line.quotes().stream()
              .findFirst()
              .map(quote -> Cells.clip(Cells.printable(quote.text().replaceAll("\\s+", " ")), room))
              .orElse(""));
    }
    out.print(table.text(palette));
    lines(behavioursNote(found)).forEach(out::println);
  }

  private static String behavioursNote(List<BehaviourLine> found) {
    String said = "said: turns in which words or command lines show it, whatever came of it.";
    return said
        + (found.stream().map(BehaviourLine::seen).anyMatch(Optional::isPresent)
            ? " seen: times that Redline's own trials show it, from the kernel's account."
            : " seen: ?, since nobody looked from outside.");
  }

  private List<String> lines(String text) {
    return Paragraph.lines(text, width, 10);
  }

  private void more(PrintWriter out, int count, String what) {
    if (count > 0) {
      out.printf("… and %,d more %s; --json has all.%n", count, what);
    }
  }

  private static String counted(int count, String what) {
    return "%,d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }

  private static String share(int count, int all) {
    return all == 0 ? "" : Math.round(100.0 * count / all) + " %";
  }
}
