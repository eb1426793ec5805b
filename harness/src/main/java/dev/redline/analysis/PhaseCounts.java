package dev.redline.analysis;

import dev.redline.analysis.Analysis.PhaseLine;
import dev.redline.analysis.Analysis.Triple;
import dev.redline.transcript.Turn;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts gaps, findings and plans by phase, and keeps the first few of each. */
final class PhaseCounts {
  private static final int MOST_EXAMPLES = 5;
  private static final int LONGEST = 400;

  private final Map<Phase, Count> counts = new EnumMap<>(Phase.class);

  private static final class Count {
    private int turns;
    private int gaps;
    private int findings;
    private int plans;
    private final List<Triple> examples = new ArrayList<>();
  }

  void add(Phase phase, String transcript, Turn turn) {
    Count count = counts.computeIfAbsent(phase, _ -> new Count());
    Turn.Said said = turn.said();
    count.turns++;
    count.gaps += said.gaps().isBlank() ? 0 : 1;
    count.findings += said.findings().isBlank() ? 0 : 1;
    count.plans += said.plan().isEmpty() ? 0 : 1;
    if (said.isStructured() && count.examples.size() < MOST_EXAMPLES) {
      count.examples.add(
          new Triple(
              transcript,
              turn.number(),
              shortened(said.gaps()),
              shortened(said.findings()),
              said.plan().stream().limit(5).map(PhaseCounts::shortened).toList()));
    }
  }

  /** A line each for the phases that occur. */
  List<PhaseLine> lines() {
    List<PhaseLine> lines = new ArrayList<>();
    counts.forEach((phase, count) ->
        lines.add(
            new PhaseLine(
                phase.label(),
                count.turns,
                count.gaps,
                count.findings,
                count.plans,
                count.examples)));
    return lines;
  }

  static String shortened(String text) {
    String line = text.strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
