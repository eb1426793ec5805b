package dev.redline.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A family of hypotheses named before any trial ran, tested together.
 *
 * <p>The family is fixed when it is made; a p-value for a hypothesis outside it, or a missing one,
 * is refused, so that leaving out what did not come out well cannot make the rest look better. A
 * hypothesis that could not be tested counts with p = 1.
 *
 * @param names distinct names of the hypotheses, at least one, in the order of the study
 */
public record HypothesisFamily(List<String> names) {

  /**
   * @throws IllegalArgumentException if there is no name, or one occurs twice
   */
  public HypothesisFamily {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a family needs at least one hypothesis");
    }
    if (Set.copyOf(names).size() != names.size()) {
      throw new IllegalArgumentException("a family names each hypothesis once, but had " + names);
    }
  }

  /**
   * P-values adjusted by Holm's step-down method: reject where the adjusted one is at most alpha,
   * and the chance of even one false rejection is at most alpha, however the tests depend.
   *
   * <p>Source: Holm (1979), A simple sequentially rejective multiple test procedure.
   *
   * @param pValues one for each name of the family and for no other, each in [0, 1]
   * @return adjusted p-values, unmodifiable, in the order of the names
   * @throws IllegalArgumentException if the names are not the family's, or a p-value is out of
   *     range
   */
  public Map<String, Double> holm(Map<String, Double> pValues) {
    if (!new LinkedHashSet<>(names).equals(pValues.keySet())) {
      throw new IllegalArgumentException(
          """
          p-values were given for %s, but the family registered %s.
          Do: give one for each; for a hypothesis that could not be tested give 1.\
          """
              .formatted(pValues.keySet(), names));
    }
    pValues.forEach((name, p) -> Check.probability("p-value of " + name, p));
    var ordered = new ArrayList<>(pValues.entrySet());
    ordered.sort(Comparator.comparingDouble(Map.Entry::getValue));
    var adjusted = new HashMap<String, Double>();
    double largest = 0;
    for (int i = 0; i < ordered.size(); i++) {
      double scaled = (ordered.size() - i) * ordered.get(i).getValue();
      largest = Math.max(largest, Math.min(1, scaled));
      adjusted.put(ordered.get(i).getKey(), largest);
    }
    var inOrder = new LinkedHashMap<String, Double>();
    names.forEach(name -> inOrder.put(name, adjusted.getOrDefault(name, 1.0)));
    return Collections.unmodifiableMap(inOrder);
  }
}
