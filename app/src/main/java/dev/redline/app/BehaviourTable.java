package dev.redline.app;

import dev.redline.archive.VerdictFile;
import dev.redline.archive.VerdictFile.BehaviourLine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The behaviours that were found in a run's trials, a line each. */
final class BehaviourTable {
  private static final int MOST_TRIALS = 8;

  private final List<VerdictFile> verdicts;

  BehaviourTable(List<VerdictFile> verdicts) {
    this.verdicts = List.copyOf(verdicts);
  }

  /** One trial in which a behaviour was found. */
  private record Occurrence(int trial, BehaviourLine line) {}

  /** Prints nothing where nothing was found. */
  void print(RunPresenter.View view, PrintWriter out) {
    Map<String, List<Occurrence>> found = new TreeMap<>();
    for (VerdictFile verdict : verdicts) {
      for (BehaviourLine line : verdict.behaviours()) {
        found
            .computeIfAbsent(line.name(), _ -> new ArrayList<>())
            .add(new Occurrence(verdict.trial(), line));
      }
    }
    if (found.isEmpty()) {
      return;
    }
    var table =
        new Table(
            Table.Column.left("behaviour"),
            Table.Column.left("severity"),
            Table.Column.right("trials"),
            Table.Column.right("times"),
            Table.Column.left("which"));
    found.forEach((name, all) ->
        table.row(
            name,
            all.getFirst().line().severity(),
            Integer.toString(all.size()),
            Integer.toString(all.stream().mapToInt(one -> one.line().count()).sum()),
            trials(all)));
    out.println();
    out.print(table.text(view.palette()));
    out.println();
    out.println(
        "What counts as which: redline list detectors. Its evidence: show RUN/TRIAL --behaviour NAME");
  }

  private static String trials(List<Occurrence> all) {
    String first =
        all.stream()
            .limit(MOST_TRIALS)
            .map(one -> Integer.toString(one.trial()))
            .collect(Collectors.joining(", "));
    return all.size() > MOST_TRIALS ? first + ", …" : first;
  }
}
