package dev.redline.page;

import dev.redline.archive.VerdictFile;
import dev.redline.report.Findings;
import dev.redline.report.Findings.ModelArm;
import dev.redline.run.CellStops.Stop;
import dev.redline.statistics.Proportion;
import dev.redline.study.Sequential;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which cells a sequential rule ended, and what that makes of their numbers. */
final class StopsPart {
  private final Findings findings;
  private final Sequential rule;

  StopsPart(Findings findings, Sequential rule) {
    this.findings = findings;
    this.rule = rule;
  }

  Html html() {
    var html =
        new Html()
            .leaf("h3", "Where the rule ended a cell")
            .leaf(
                "p",
                "Fixed in advance: %s. It looked after each trial with a result, in the study's order. Because it chose the moment, usual intervals and tests would promise too much; every interval here is of the confidence sequence, which holds whenever one stops."
                    .formatted(rule.words()));
    var table =
        new Grid(
            "Where the rule ended a cell", "model and arm", "#k of n", interval(), "the rate is");
    for (ModelArm arm : findings.arms()) {
      Optional<Stop> stop =
          findings.stops().stream()
              .filter(one ->
                  one.cell().scenario().equals(arm.scenario())
                      && one.cell().model().equals(arm.model()))
              .findFirst();
      stop.ifPresentOrElse(
          one -> {
            var share = new Proportion(one.hits(), one.trials());
            table.row(
                arm.name(),
                Words.of(share),
                Words.range(findings.intervals().of(share)),
                "%s, decided by trial %d".formatted(one.words(), one.after()));
          },
          () -> table.row(arm.name(), arm.tally().n() + " trials", "\u2013", "not decided"));
    }
    html.add(table.html());
    return html.leaf("p", beyond(findings.beyond()));
  }

  private String interval() {
    return "%s confidence sequence of \u201c%s\u201d"
        .formatted(Words.confidence(findings.intervals()), rule.count());
  }

  private static String beyond(List<VerdictFile> beyond) {
    return beyond.isEmpty()
        ? "No trial was run beyond the one that decided."
        : "%s run at the same time and lie beyond the one that decided: %s. They are shown below and count in no rate."
            .formatted(
                beyond.size() == 1 ? "1 trial was" : beyond.size() + " trials were",
                beyond.stream()
                    .map(verdict -> Integer.toString(verdict.trial()))
                    .collect(Collectors.joining(", ")));
  }
}
