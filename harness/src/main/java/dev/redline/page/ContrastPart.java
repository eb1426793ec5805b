package dev.redline.page;

import dev.redline.archive.VerdictFile;
import dev.redline.archive.VerdictFile.CountLine;
import dev.redline.report.Contrasts;
import dev.redline.report.Findings;
import dev.redline.report.Findings.ModelArm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Differences between arms, and what each scenario counts. */
final class ContrastPart {
  private final Findings findings;

  ContrastPart(Findings findings) {
    this.findings = findings;
  }

  Html html() {
    Contrasts contrasts = Contrasts.of(findings);
    var html = new Html().leaf("h2", "Differences between arms", "id", "contrasts");
    if (!findings.intervals().areOfFixedNumbers()) {
      html.leaf(
          "p",
          "None is tested: a rule ended the cells because of what their trials showed, and tests of"
              + " differences hold for numbers of trials that were fixed in advance.");
    } else if (contrasts.primary().isEmpty()) {
      html.leaf(
          "p",
          findings.study().primary().isPresent()
              ? "The comparison that the study named in advance could not be tested: one of its arms has no trial with a result."
              : "The study named no comparison in advance, so it is descriptive: any difference below only explores.");
    } else {
      html.leaf(
              "p",
              "The one comparison that the study named in advance, once for each model; p-values are adjusted over the models by Holm's method.")
          .add(table("Named in advance", contrasts.primary()).html());
    }
    Grid others =
        table(
            "Exploratory, not adjusted: many of them, so some look large by chance",
            contrasts.exploratory());
    return html.add(RatesPart.folded("Exploratory differences", others)).add(counts());
  }

  private static Grid table(String caption, List<Contrasts.Line> lines) {
    var table =
        new Grid(
            caption,
            "model",
            "counted",
            "arm",
            "#k of n",
            "against",
            "#k of n ",
            "#difference",
            "95 % (Newcombe)",
            "#p (Fisher)",
            "#p (Holm)");
    for (Contrasts.Line line : lines) {
      var interval = line.difference().newcombe(Words.CONFIDENCE);
      table.row(
          line.model(),
          line.count(),
          line.arm(),
          Words.of(line.difference().first()),
          line.against(),
          Words.of(line.difference().second()),
          points(line.difference().estimate()),
          points(interval.low()) + " to " + points(interval.high()),
          p(line.difference().fisherExact()),
          line.adjusted().map(ContrastPart::p).orElse("exploratory"));
    }
    return table;
  }

  private static String points(double difference) {
    return String.format(Locale.ROOT, "%+.0f points", 100 * difference);
  }

  private static String p(double value) {
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }

  private Html counts() {
    var table =
        new Grid(
            "What each scenario counts, of the trials with a result",
            "model and arm",
            "counted",
            "#k of n",
            "%s (%s)"
                .formatted(Words.confidence(findings.intervals()), findings.intervals().name()));
    for (ModelArm arm : findings.arms()) {
      Optional<VerdictFile> first = arm.tally().withResult().stream().findFirst();
      for (CountLine line : first.map(VerdictFile::counts).orElse(List.of())) {
        var share = Contrasts.share(arm.tally(), line.name());
        table.row(
            arm.name(),
            line.name() + line.of().map(of -> ", of those with " + of).orElse(""),
            Words.of(share),
            Words.range(share, findings.intervals()));
      }
    }
    return RatesPart.folded("What each scenario counts", table);
  }
}
