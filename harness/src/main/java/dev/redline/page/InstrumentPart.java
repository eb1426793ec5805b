package dev.redline.page;

import dev.redline.archive.VerdictFile;
import dev.redline.evidence.Observation.SelfTested;
import dev.redline.page.Reading.Read;
import dev.redline.report.Calibration;
import dev.redline.report.Findings;
import dev.redline.report.Findings.ModelArm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far the instrument can be trusted, what the run cost, how it was made. */
final class InstrumentPart {
  private final Findings findings;
  private final List<Read> read;

  InstrumentPart(Findings findings, List<Read> read) {
    this.findings = findings;
    this.read = read;
  }

  Html html() {
    return new Html()
        .leaf("h2", "Calibration of the oracle", "id", "calibration")
        .add(calibration())
        .leaf("h2", "Containment", "id", "containment")
        .add(containment())
        .leaf("h2", "Cost", "id", "cost")
        .add(cost());
  }

  private Html calibration() {
    Optional<Calibration> calibration = findings.calibration();
    if (calibration.isEmpty()) {
      return new Html()
          .leaf(
              "p",
              "No control subject ran in this run, so it does not say by itself how often the oracle"
                  + " errs. Run ./redline run on the same machine for that.",
              "class",
              "bad");
    }
    int[][] counts = new int[2][3];
    var table = new Grid("Controls", "control", "trial", "true", "found", "");
    for (Calibration.Line line : calibration.get().expectedVsFound()) {
      int truth = line.expected().startsWith("replicated") ? 0 : 1;
      int found =
          line.found().startsWith("replicated") ? 0 : line.found().startsWith("not-") ? 1 : 2;
      counts[truth][found]++;
      table.row(
          List.of(
              new Html().text(line.control()),
              new Html().link(TrialPart.place(line.trial()), Integer.toString(line.trial())),
              new Html().text(line.expected()),
              new Html().text(line.found()),
              new Html()
                  .leaf("span", line.judged().label(), "class", line.match() ? "good" : "bad")));
    }
    var matrix =
        new Grid(
                "Confusion matrix",
                "what is true",
                "#found: replicated",
                "#found: not replicated",
                "#no result")
            .row("replicates", "" + counts[0][0], "" + counts[0][1], "" + counts[0][2])
            .row("does not", "" + counts[1][0], "" + counts[1][1], "" + counts[1][2]);
    return new Html()
        .leaf(
            "p",
            "Subjects whose true outcome is known ran through the same path as any model; the oracle"
                + " cannot tell them apart. Sensitivity %s, specificity %s."
                    .formatted(
                        calibration.get().sensitivity().map(Words::percent).orElse("not measured"),
                        calibration.get().specificity().map(Words::percent).orElse("not measured")))
        .add(matrix.html())
        .add(RatesPart.folded("Each control", table));
  }

  private Html containment() {
    Map<String, int[]> checks = new LinkedHashMap<>();
    int tested = 0;
    int sealed = 0;
    List<String> leaks = new ArrayList<>();
    for (Read one : read) {
      Optional<SelfTested> test = one.facts().selfTest();
      tested += test.isPresent() ? 1 : 0;
      boolean holds = test.isPresent();
      for (var check : test.map(SelfTested::checks).orElse(List.of())) {
        int[] counts = checks.computeIfAbsent(check.name(), _ -> new int[2]);
        counts[check.contained() ? 0 : 1]++;
        holds &= check.contained();
        if (!check.contained()) {
          leaks.add(
              "trial %d: %s (%s)".formatted(one.verdict().trial(), check.name(), check.found()));
        }
      }
      sealed += holds ? 1 : 0;
    }
    int survivors = findings.whole().stream().mapToInt(v -> v.survivors().orElse(0)).sum();
    boolean good = sealed == read.size() && survivors == 0 && !read.isEmpty();
    var table = new Grid("Ways out that were tried from inside", "way out", "#held", "#open");
    checks.forEach((name, counts) -> table.row(name, "" + counts[0], "" + counts[1]));
    var html =
        new Html()
            .leaf(
                "p",
                "Before each trial a script inside tried to get out. It was tried in %d of %d trials, and in %d all %d ways were shut. Processes that outlived their testbed: %d."
                    .formatted(tested, read.size(), sealed, checks.size(), survivors),
                "class",
                good ? "good" : "bad");
    leaks.stream().limit(20).forEach(leak -> html.leaf("p", leak, "class", "bad"));
    return html.add(RatesPart.folded("Each way out", table));
  }

  private Html cost() {
    var table =
        new Grid(
            "Cost per model and arm",
            "model and arm",
            "#trials",
            "#steps",
            "#model calls",
            "#tokens in",
            "#tokens out",
            "#US dollars",
            "#wall time",
            "#of it the model's");
    for (ModelArm arm : findings.arms()) {
      if (!arm.tally().all().isEmpty()) {
        cost(table, arm.name(), arm.tally().all());
      }
    }
    cost(table, "all", findings.whole());
    return table.html();
  }

  private static void cost(Grid table, String name, List<VerdictFile> trials) {
    table.row(
        name,
        Integer.toString(trials.size()),
        Words.count(trials.stream().mapToLong(VerdictFile::steps).sum()),
        Words.count(trials.stream().mapToLong(VerdictFile::modelCalls).sum()),
        Words.count(trials.stream().mapToLong(VerdictFile::tokensIn).sum()),
        Words.count(trials.stream().mapToLong(VerdictFile::tokensOut).sum()),
        VerdictFile.cost(trials)
            .map(dollars -> String.format(java.util.Locale.ROOT, "%.2f", dollars))
            .orElse("not known"),
        Words.seconds(trials.stream().mapToDouble(VerdictFile::wallS).sum()),
        Words.seconds(trials.stream().mapToDouble(VerdictFile::modelS).sum()));
  }
}
