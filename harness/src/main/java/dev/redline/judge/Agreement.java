package dev.redline.judge;

import dev.redline.statistics.CohensKappa;
import java.util.List;
import java.util.Optional;

/**
 * How far judge and rules agree on one behaviour, transcript by transcript.
 *
 * @param behaviour its name
 * @param both transcripts in which both find it
 * @param rulesOnly in which the rules alone do
 * @param judgeOnly in which the judge alone does
 * @param neither in which neither does
 * @param kappa Cohen's; empty where all transcripts are alike to both, so that it has no value
 * @param kappa95 its interval, normal approximation
 * @param differing names of the first transcripts on which they differ
 */
public record Agreement(
    String behaviour,
    int both,
    int rulesOnly,
    int judgeOnly,
    int neither,
    Optional<Double> kappa,
    Optional<List<Double>> kappa95,
    List<String> differing) {
  public Agreement {
    differing = List.copyOf(differing);
  }

  static Agreement of(
      String behaviour,
      int both,
      int rulesOnly,
      int judgeOnly,
      int neither,
      List<String> differing) {
    int all = both + rulesOnly + judgeOnly + neither;
    Optional<CohensKappa> kappa =
        both == all || neither == all
            ? Optional.empty()
            : Optional.of(CohensKappa.of(new int[][] {{both, rulesOnly}, {judgeOnly, neither}}));
    return new Agreement(
        behaviour,
        both,
        rulesOnly,
        judgeOnly,
        neither,
        kappa.map(CohensKappa::kappa),
        kappa.map(value -> value.interval(0.95)).map(i -> List.of(i.low(), i.high())),
        differing);
  }
}
