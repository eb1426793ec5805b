package dev.redline.page;

import dev.redline.report.Findings;
import dev.redline.report.Pooled;
import dev.redline.report.Tally;
import dev.redline.statistics.ClusteredRate;
import java.util.Locale;
import java.util.Optional;

/** Arms taken together, with clustered errors. */
final class PooledPart {
  private final Findings findings;

  PooledPart(Findings findings) {
    this.findings = findings;
  }

  Html html() {
    var table =
        new Grid(
            "All arms of a model together: their trials share seeds, and those of an arm its words",
            "model",
            "#k of n",
            "95 %, as if independent",
            "95 %, clustered by seed",
            "#worth independent trials",
            "95 %, clustered by arm",
            "#worth independent trials ");
    for (String model : findings.study().models()) {
      Pooled.of(new Tally(findings.verdicts()).where(verdict -> verdict.model().equals(model)))
          .filter(pooled -> pooled.byArm().isPresent())
          .ifPresent(pooled ->
              table.row(
                  model,
                  Words.of(pooled.rate()),
                  Words.range(pooled.rate().wilson(Words.CONFIDENCE)),
                  range(pooled.bySeed()),
                  worth(pooled.bySeed()),
                  range(pooled.byArm()),
                  worth(pooled.byArm())));
    }
    return RatesPart.folded("Arms together, with clustered errors", table);
  }

  private static String range(Optional<ClusteredRate> clusters) {
    return clusters
        .map(one ->
            "%s (%d clusters)"
                .formatted(Words.range(one.interval(Words.CONFIDENCE)), one.clusters().size()))
        .orElse("no two share one");
  }

  private static String worth(Optional<ClusteredRate> clusters) {
    return clusters
        .map(one -> String.format(Locale.ROOT, "%.1f", one.effectiveTrials()))
        .orElse("\u2013");
  }
}
