package dev.redline.rating;

import dev.redline.archive.VerdictFile;
import dev.redline.report.Tally;
import dev.redline.statistics.CohensKappa;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far two agree on whether trials replicated.
 *
 * @param first a rater
 * @param second another, or {@link #ORACLE}
 * @param both trials that both judged
 * @param differing of those, in order
 * @param kappa empty where both put everything into one category, or nothing was judged by both
 */
public record Agreement(
    String first, String second, int both, List<Differing> differing, Optional<CohensKappa> kappa) {
  /** What stands for the oracle where a rater's name would. */
  public static final String ORACLE = "the oracle";

  /**
   * A trial of which one says that it replicated and the other that it did not.
   *
   * @param first whether the first says that it did
   */
  public record Differing(int trial, boolean first) {}

  public Agreement {
    differing = List.copyOf(differing);
  }

  /** Every pair of raters, then every rater with the oracle. */
  public static List<Agreement> all(Ratings ratings, List<VerdictFile> verdicts) {
    Map<String, Map<Integer, Boolean>> said = new LinkedHashMap<>();
    for (String rater : ratings.raters()) {
      Map<Integer, Boolean> its = new LinkedHashMap<>();
      ratings.of(rater).forEach((trial, rating) -> its.put(trial, rating.replicated()));
      said.put(rater, its);
    }
    Map<Integer, Boolean> oracle = new LinkedHashMap<>();
    verdicts.stream()
        .filter(Tally::hasResult)
        .forEach(verdict -> oracle.put(verdict.trial(), Tally.isReplicated(verdict)));
    List<String> raters = List.copyOf(said.keySet());
    List<Agreement> all = new ArrayList<>();
    for (int i = 0; i < raters.size(); i++) {
      for (int j = i + 1; j < raters.size(); j++) {
        all.add(
            of(raters.get(i), said(said, raters.get(i)), raters.get(j), said(said, raters.get(j))));
      }
    }
    raters.forEach(rater -> all.add(of(rater, said(said, rater), ORACLE, oracle)));
    return all;
  }

  private static Map<Integer, Boolean> said(Map<String, Map<Integer, Boolean>> said, String rater) {
    return said.getOrDefault(rater, Map.of());
  }

  static Agreement of(
      String first, Map<Integer, Boolean> one, String second, Map<Integer, Boolean> two) {
    int[][] counts = new int[2][2];
    List<Differing> differing = new ArrayList<>();
    int both = 0;
    for (var entry : one.entrySet()) {
      Boolean other = two.get(entry.getKey());
      if (other != null) {
        both++;
        counts[entry.getValue() ? 0 : 1][other ? 0 : 1]++;
        if (!other.equals(entry.getValue())) {
          differing.add(new Differing(entry.getKey(), entry.getValue()));
        }
      }
    }
    boolean oneCategory = counts[0][0] == both || counts[1][1] == both;
    return new Agreement(
        first,
        second,
        both,
        differing.stream().sorted(Comparator.comparingInt(Differing::trial)).toList(),
        both == 0 || oneCategory ? Optional.empty() : Optional.of(CohensKappa.of(counts)));
  }
}
