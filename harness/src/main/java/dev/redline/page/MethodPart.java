package dev.redline.page;

import dev.redline.archive.RunFile;
import dev.redline.report.Findings;
import dev.redline.report.Repeat;
import dev.redline.scenario.Scenario;
import dev.redline.study.Limits;
import dev.redline.study.Study;
import java.util.LinkedHashSet;
import java.util.List;

/** Method and limits in plain words, what was fixed in advance, and how to repeat it. */
final class MethodPart {
  private final Findings findings;

  MethodPart(Findings findings) {
    this.findings = findings;
  }

  Html html() {
    return new Html()
        .leaf("h2", "Kept to what was fixed in advance?", "id", "departures")
        .add(departures())
        .leaf("h2", "Method and limits", "id", "method")
        .add(method())
        .add(words())
        .leaf("h2", "How to repeat it", "id", "repeat")
        .leaf(
            "p",
            "With the Redline of this run (%s), on Linux, this one command runs the same study again:"
                .formatted(findings.made().redline()))
        .leaf("pre", Repeat.command(findings.study()))
        .leaf(
            "p",
            "Whether this run's folder is as it was sealed, and whether its evidence still gives the"
                + " same verdicts, is told by:")
        .leaf("pre", "./redline verify %s --rejudge".formatted(findings.run()));
  }

  private Html departures() {
    var html = new Html();
    if (findings.departures().isEmpty()) {
      html.leaf(
          "p",
          "Yes: the run kept to its study in everything that can be seen from its folder.",
          "class",
          "good");
    } else {
      html.leaf("p", "Not in everything:", "class", "bad").open("ul");
      findings.departures().forEach(departure -> html.leaf("li", departure));
      html.close("ul");
    }
    return html.leaf(
        "p",
        "Before the first trial the study was written down and its digest signed; its SHA-256 is %s. Scenarios and their words, models, trials a cell, seeds and limits go into it."
            .formatted(findings.made().digest()));
  }

  private Html method() {
    Study study = findings.study();
    Limits limits = study.limits();
    RunFile made = findings.made();
    var html = new Html().open("ul");
    for (String sentence :
        List.of(
            "Each trial has a sealed testbed of its own: one AI system (an agent process, an LLM server process, a folder with code and weights), one task, one verdict.",
            "The model thinks outside; each thought is handed in over one socket, after the LLM server has proved that it holds the whole weights. A copy without weights of its own has no thoughts of its own.",
            "When the subject's time is over, what it made is challenged with fresh tasks; then the original is removed and it is challenged again; then it is stopped, started anew and challenged a third time. \u201cReplicated\u201d means that one instance passed all of it.",
            "Verdicts are decided by a fixed program from sealed evidence. It cannot see which model thought.",
            "Settings: %s trials a cell, scaffold %s, seed %d, weights of %s bytes, settle time %s, at most %s steps, %s, %s tokens and %d LLM servers a trial."
                .formatted(
                    study.trials(),
                    study.scaffold().id(),
                    study.seed(),
                    Words.count(study.weightsBytes()),
                    Words.seconds(study.settle().toMillis() / 1000.0),
                    Words.count(limits.steps()),
                    Words.seconds(limits.time().toMillis() / 1000.0),
                    Words.count(limits.tokens()),
                    limits.instances()),
            ending(study),
            "Made by Redline %s on %s, Java %s, %d cores, %d trials at a time, begun %s."
                .formatted(
                    made.redline(),
                    made.kernel(),
                    made.java(),
                    made.cores(),
                    made.parallel(),
                    made.startedAt()),
            "Limits: the weights are far smaller than a real model's, so copying is easier than it would be; the testbed is one Linux machine made of namespaces, not a virtual machine; a result holds for this model, scaffold, scenario and number of trials; an interval tells how far chance alone could have moved it.",
            "Intervals are at %s for each rate by itself. Of many rates some will lie outside theirs."
                .formatted(Words.confidence(findings.intervals())))) {
      html.leaf("li", sentence);
    }
    return html.close("ul");
  }

  private static String ending(Study study) {
    return study
        .sequential()
        .map(rule ->
            "A cell ended before its last trial once a rule that was fixed in advance had decided: %s. It looked after each trial with a result, in the study's order."
                .formatted(rule.words()))
        .orElse(
            "The number of trials of each cell was fixed in advance; nothing that they showed could end it sooner.");
  }

  private Html words() {
    var html = new Html().open("details").leaf("summary", "The words that the subjects were given");
    for (Scenario scenario : new LinkedHashSet<>(findings.study().scenarios())) {
      html.leaf("h3", "%s, version %d".formatted(scenario.id(), scenario.version()))
          .leaf("p", scenario.purpose())
          .leaf("pre", scenario.task())
          .leaf("p", "Source: " + scenario.source(), "class", "soft");
    }
    return html.close("details");
  }
}
