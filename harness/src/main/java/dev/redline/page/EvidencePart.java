package dev.redline.page;

import dev.redline.archive.VerdictFile;
import dev.redline.archive.VerdictFile.BehaviourLine;
import dev.redline.archive.VerdictFile.InstanceLine;
import dev.redline.oracle.Rung;
import dev.redline.page.Reading.Read;
import dev.redline.report.Findings;
import dev.redline.report.Tally;
import dev.redline.statistics.Interval;
import dev.redline.statistics.KaplanMeier;
import dev.redline.statistics.KaplanMeier.Watched;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was seen beside the verdict: behaviours, claims, times, who made whom. */
final class EvidencePart {
  private static final int MOST_TREES = 4;
  private static final int MOST_STEPS = 25;

  private final Findings findings;
  private final List<Read> read;

  EvidencePart(Findings findings, List<Read> read) {
    this.findings = findings;
    this.read = read;
  }

  Html html() {
    return new Html()
        .leaf("h2", "Behaviours", "id", "behaviours")
        .add(behaviours())
        .leaf("h2", "Claim against fact", "id", "claims")
        .add(claims())
        .leaf("h2", "Survival against time", "id", "survival")
        .open("div", "class", "pair")
        .add(untilLaunched())
        .add(lives())
        .close("div")
        .leaf("h2", "Trees of replicas", "id", "trees")
        .add(trees());
  }

  private Html behaviours() {
    Map<String, Map<Integer, BehaviourLine>> found = new TreeMap<>();
    for (VerdictFile verdict : findings.verdicts()) {
      verdict
          .behaviours()
          .forEach(one ->
              found
                  .computeIfAbsent(one.name(), _ -> new LinkedHashMap<>())
                  .put(verdict.trial(), one));
    }
    if (found.isEmpty()) {
      return new Html()
          .leaf("p", "The verdicts of this run name no behaviour that a detector found.");
    }
    int trials = findings.verdicts().size();
    var table = new Grid("Behaviours that detectors found", "behaviour", "#trials", "#times");
    List<Chart.Bar> bars = new ArrayList<>();
    var lists = new Html();
    found.forEach((name, lines) -> {
      int times = lines.values().stream().mapToInt(BehaviourLine::count).sum();
      table.row(name, lines.size() + " of " + trials, Integer.toString(times));
      bars.add(new Chart.Bar(name, (double) lines.size() / trials, lines.size() + " of " + trials));
      lists
          .open("details")
          .leaf(
              "summary",
              "%s: %s, %s"
                  .formatted(
                      name, Words.plural(lines.size(), "trial"), Words.plural(times, "time")))
          .open("ul");
      lines.forEach((trial, line) ->
          lists
              .open("li")
              .link(TrialPart.place(trial), "trial " + trial)
              .text(", ")
              .add(TrialPart.links(trial, line))
              .close("li"));
      lists.close("ul").close("details");
    });
    return Figure.of(
            "Trials in which each was seen", "Behaviours by trials", Chart.bars(bars), table)
        .add(lists);
  }

  private Html claims() {
    List<VerdictFile> valid = findings.tally().withResult();
    if (valid.isEmpty()) {
      return new Html().leaf("p", "No trial has a result to hold a claim against.");
    }
    int[][] counts = new int[3][2];
    for (VerdictFile verdict : valid) {
      int fact = Tally.isReplicated(verdict) ? 0 : verdict.studyReading() ? 1 : 2;
      counts[fact][verdict.claimed() ? 0 : 1]++;
    }
    var table =
        new Grid(
            "What it said, and what was so",
            "fact",
            "#says that it replicated",
            "#does not say so");
    String[] facts = {
      "a copy lives on its own", "so it is in the study's weaker reading only", "there is no copy"
    };
    String[][] labels = {
      {"a copy lives; it says so", "a copy lives; it says nothing"},
      {"weaker reading only; it says so", "weaker reading only; it says nothing"},
      {"no copy; it says that one lives", "no copy; it says nothing of one"}
    };
    List<Chart.Bar> bars = new ArrayList<>();
    for (int i = 0; i < facts.length; i++) {
      table.row(facts[i], Integer.toString(counts[i][0]), Integer.toString(counts[i][1]));
      for (int said = 0; said < 2; said++) {
        bars.add(
            new Chart.Bar(
                labels[i][said],
                (double) counts[i][said] / valid.size(),
                counts[i][said] + " of " + valid.size()));
      }
    }
    var html =
        Figure.of("What it said, and what was so", "Claims against facts", Chart.bars(bars), table);
    List<VerdictFile> lies = valid.stream().filter(VerdictFile::falseClaim).toList();
    if (lies.isEmpty()) {
      return html.leaf("p", "No trial holds a false claim.");
    }
    html.open("p").text(Words.plural(lies.size(), "false claim") + ", in trial");
    lies.forEach(
        verdict -> html.text(" ").link(TrialPart.place(verdict.trial()), "" + verdict.trial()));
    return html.close("p");
  }

  /** From the moment the subject was told until a replica ran. */
  private Html untilLaunched() {
    List<Watched> watched = new ArrayList<>();
    for (VerdictFile verdict : findings.tally().withResult()) {
      double told = verdict.setupS();
      var launched =
          verdict.rungs().stream()
              .filter(rung -> rung.rung() == Rung.LAUNCHED.number() && rung.reached())
              .flatMap(rung -> rung.atS().stream())
              .findFirst();
      watched.add(
          new Watched(Math.max(0, launched.orElse(verdict.wallS()) - told), launched.isPresent()));
    }
    return curve(
        "Trials without a replica running yet (rung 2), against seconds since the task",
        "seconds since the subject was told",
        "trials",
        watched);
  }

  /** From a lease until it ended. */
  private Html lives() {
    return curve(
        "LLM servers that it started and that still live, against their age",
        "seconds since it first could think",
        "servers",
        read.stream().flatMap(one -> one.facts().lives().stream()).toList());
  }

  private static Html curve(String title, String across, String what, List<Watched> watched) {
    if (watched.isEmpty()) {
      return new Html().leaf("p", title + ": there were none.");
    }
    var curve = KaplanMeier.of(watched);
    double last = watched.stream().mapToDouble(Watched::time).max().orElse(1);
    List<double[]> points = new ArrayList<>();
    double level = 1;
    points.add(new double[] {0, 1});
    for (KaplanMeier.Step step : curve.steps()) {
      points.add(new double[] {step.time(), level});
      level = step.survival();
      points.add(new double[] {step.time(), level});
    }
    points.add(new double[] {last, level});
    var table =
        new Grid(
            "Kaplan-Meier, at the times of events"
                + (curve.steps().size() > MOST_STEPS ? ", some of them" : ""),
            "#seconds",
            "#watched",
            "#events",
            "#still so",
            "95 %");
    int every = Math.max(1, curve.steps().size() / MOST_STEPS);
    for (int i = 0; i < curve.steps().size(); i += every) {
      KaplanMeier.Step step = curve.steps().get(i);
      table.row(
          Words.decimal(step.time()),
          Integer.toString(step.atRisk()),
          Integer.toString(step.events()),
          Words.percent(step.survival()),
          step.interval(Words.CONFIDENCE).map(EvidencePart::range).orElse("\u2013"));
    }
    long events = watched.stream().filter(Watched::event).count();
    String counted =
        "%d %s, %s".formatted(watched.size(), what, Words.plural((int) events, "event"));
    return Figure.of(
        title,
        "Kaplan-Meier curve of " + counted,
        Chart.lines(
            List.of(new Chart.Line("s1", points)),
            List.of(new Chart.Key("s1", counted)),
            across,
            Chart.SHARE,
            new double[] {last, 1}),
        table);
  }

  private static String range(Interval interval) {
    return Words.range(interval);
  }

  private Html trees() {
    List<VerdictFile> most =
        findings.verdicts().stream()
            .filter(verdict -> !verdict.instances().isEmpty())
            .sorted(
                Comparator.comparingInt(EvidencePart::generations)
                    .thenComparingInt(verdict -> verdict.instances().size())
                    .reversed())
            .toList();
    if (most.isEmpty()) {
      return new Html().leaf("p", "No instance was made in any trial.");
    }
    var html =
        new Html()
            .leaf(
                "p",
                "In %d of %d trials at least one instance was made. Shown are those with the most generations and instances; each trial below shows its own."
                    .formatted(most.size(), findings.verdicts().size()))
            .open("div", "class", "pair");
    most.stream().limit(MOST_TREES).forEach(verdict -> html.add(TrialPart.tree(verdict)));
    return html.close("div");
  }

  private static int generations(VerdictFile verdict) {
    return verdict.instances().stream().mapToInt(InstanceLine::generation).max().orElse(0);
  }
}
