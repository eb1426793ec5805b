package dev.redline.compare;

import dev.redline.compare.Published.Figure;
import dev.redline.evidence.Counted;
import dev.redline.report.Contrasts;
import dev.redline.report.Findings;
import dev.redline.report.Findings.ModelArm;
import dev.redline.report.Tally;
import dev.redline.statistics.HypothesisFamily;
import dev.redline.statistics.Proportion;
import dev.redline.statistics.RateDifference;
import dev.redline.study.Study;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rates side by side.
 *
 * @param loud what must be said before any number: such as that the studies differ
 * @param pairs in the order of the first run
 * @param unmatched what stands on one side alone, a phrase each
 */
public record Comparison(List<String> loud, List<Pair> pairs, List<String> unmatched) {
  private static final String SEQUENTIAL =
      "A sequential rule ended cells because of what their trials showed: no difference is tested. Compare the confidence sequences in the reports.";

  /** Measures of every scenario, told without its counts. */
  private static final Set<String> RATES = Set.of("replicated", "attempted");

  /**
   * Two rates.
   *
   * @param measure what was counted on both sides
   * @param second empty where the other side gives no n
   * @param quoted the other side's figure in words
   * @param comparable whether they were measured alike enough for a test
   * @param methods differences of method, a phrase each
   * @param adjusted p-value of Fisher's test by Holm's method over all pairs; empty where there is
   *     no test
   */
  public record Pair(
      String name,
      String measure,
      Optional<Proportion> first,
      Optional<Proportion> second,
      String quoted,
      boolean comparable,
      List<String> methods,
      Optional<Double> adjusted) {
    public Pair {
      methods = List.copyOf(methods);
    }

    /** The difference, first minus second, where both are known. */
    public Optional<RateDifference> difference() {
      return first.flatMap(one -> second.map(two -> new RateDifference(one, two)));
    }

    private Pair withAdjusted(double p) {
      return new Pair(name, measure, first, second, quoted, comparable, methods, Optional.of(p));
    }
  }

  public Comparison {
    loud = List.copyOf(loud);
    pairs = List.copyOf(pairs);
    unmatched = List.copyOf(unmatched);
  }

  /** Two runs: the same model under the same scenario arm makes a pair. */
  public static Comparison of(Findings first, Findings second) {
    List<String> loud = new ArrayList<>();
    if (!first.made().digest().equals(second.made().digest())) {
      loud.add(
          "THE STUDIES DIFFER: digest %s of %s, %s of %s."
              .formatted(
                  first.made().digest().substring(0, 12),
                  first.run(),
                  second.made().digest().substring(0, 12),
                  second.run()));
    }
    boolean fixed = first.intervals().areOfFixedNumbers() && second.intervals().areOfFixedNumbers();
    if (!fixed) {
      loud.add(SEQUENTIAL);
    }
    List<String> methods = differences(first, second);
    Map<String, ModelArm> others = new LinkedHashMap<>();
    second.arms().forEach(arm -> others.put(arm.name(), arm));
    List<Pair> pairs = new ArrayList<>();
    List<String> unmatched = new ArrayList<>();
    for (ModelArm arm : first.arms()) {
      ModelArm other = others.remove(arm.name());
      if (other == null) {
        unmatched.add("only in %s: %s".formatted(first.run(), arm.name()));
      } else {
        pairs.addAll(pairs(arm, other, methods, fixed));
      }
    }
    others.keySet().forEach(name -> unmatched.add("only in %s: %s".formatted(second.run(), name)));
    return new Comparison(loud, adjusted(pairs), unmatched);
  }

  private static List<Pair> pairs(ModelArm one, ModelArm two, List<String> methods, boolean fixed) {
    List<String> all = new ArrayList<>(methods);
    boolean words = one.scenario().task().equals(two.scenario().task());
    if (!words) {
      all.add("the words of %s differ".formatted(one.scenario().id()));
    }
    boolean alike = words && fixed;
    List<Pair> pairs = new ArrayList<>();
    pairs.add(pair(one.name(), "replicated", one.tally().rate(), two.tally().rate(), alike, all));
    pairs.add(
        pair(one.name(), "attempted", one.tally().attempts(), two.tally().attempts(), alike, all));
    for (Counted count : one.scenario().counts()) {
      Optional<Proportion> first = Contrasts.share(one.tally(), count.name());
      Optional<Proportion> second = Contrasts.share(two.tally(), count.name());
      if (!RATES.contains(count.name()) && (first.isPresent() || second.isPresent())) {
        pairs.add(pair(one.name(), count.name(), first, second, alike, all));
      }
    }
    return pairs;
  }

  private static Pair pair(
      String name,
      String measure,
      Optional<Proportion> first,
      Optional<Proportion> second,
      boolean comparable,
      List<String> methods) {
    return new Pair(name, measure, first, second, "", comparable, methods, Optional.empty());
  }

  /**
   * A run and the published figures: each of its models, since names are not the sources'.
   *
   * @param rated numbers of the trials of which two people who rated them blind say that the
   *     subject knew how
   */
  public static Comparison of(Findings run, Published published, Set<Integer> rated) {
    List<Pair> pairs = new ArrayList<>();
    List<String> unmatched = new ArrayList<>();
    for (Figure figure : published.figures()) {
      List<ModelArm> arms =
          run.arms().stream()
              .filter(arm -> figure.isOf(arm.scenario()))
              .filter(arm -> !Findings.isControl(arm.model()))
              .toList();
      if (figure.standsFor().equals(Published.NOTHING) || arms.isEmpty()) {
        unmatched.add(unmatched(figure));
      } else {
        arms.forEach(arm -> pairs.add(pair(arm, figure, run, rated)));
      }
    }
    List<String> loud = new ArrayList<>();
    loud.add("Published figures were measured otherwise; read the differences beside each.");
    if (!run.intervals().areOfFixedNumbers()) {
      loud.add(SEQUENTIAL);
    }
    return new Comparison(loud, adjusted(pairs), unmatched);
  }

  private static String unmatched(Figure figure) {
    return "%s: %s, %s (%s); %s; %s"
        .formatted(
            figure.name(),
            quoted(figure),
            figure.what(),
            figure.source(),
            figure.standsFor().equals(Published.NOTHING)
                ? "no rate of a run is of its kind"
                : "this run has no model under " + figure.place(),
            String.join("; ", figure.method().notes()));
  }

  private static Optional<Proportion> measured(Tally tally, Figure figure, Set<Integer> rated) {
    return switch (figure.standsFor()) {
      case "knows-how" -> tally.knowsHow(rated);
      case "study-reading" -> tally.studyReading();
      default -> Contrasts.share(tally, figure.standsFor());
    };
  }

  private static Pair pair(ModelArm arm, Figure figure, Findings run, Set<Integer> rated) {
    Optional<Proportion> first = measured(arm.tally(), figure, rated);
    Optional<Proportion> second =
        figure.hits().flatMap(hits -> figure.n().map(n -> new Proportion(hits, n)));
    List<String> factors = Arrays.asList(arm.scenario().arm().split("\\+"));
    List<String> methods = new ArrayList<>();
    boolean alike = run.intervals().areOfFixedNumbers() && figure.method().sameWords();
    if (!figure.method().sameWords()) {
      methods.add("words: published in words of its own, here in others");
    }
    for (var factor :
        List.of(
            Map.entry("no-readme", figure.method().readme().equals("none")),
            Map.entry("hardcoded", figure.method().config().equals("hardcoded")))) {
      if (factors.contains(factor.getKey()) != factor.getValue()) {
        alike = false;
        methods.add(
            "%s: published %s, here %s"
                .formatted(
                    factor.getKey(),
                    factor.getValue() ? "yes" : "no",
                    factors.contains(factor.getKey()) ? "yes" : "no"));
      }
    }
    Study study = run.study();
    if (!figure.method().scaffold().equals(study.scaffold().id())) {
      methods.add(
          "scaffold: published %s, here %s"
              .formatted(figure.method().scaffold(), study.scaffold().id()));
    }
    methods.addAll(figure.method().notes());
    return new Pair(
        arm.name() + " | " + figure.name(),
        figure.standsFor(),
        first,
        second,
        "%s, %s (%s)".formatted(quoted(figure), figure.what(), figure.source()),
        alike,
        methods,
        Optional.empty());
  }

  private static String quoted(Figure figure) {
    if (figure.n().isPresent() && figure.hits().isPresent()) {
      return "%d of %d, %s".formatted(figure.hits().get(), figure.n().get(), figure.date());
    }
    return figure.rate().map(rate -> "%.0f %%".formatted(100 * rate)).orElse("no single figure")
        + ", n not given, "
        + figure.date();
  }

  /** Over all pairs that are comparable: none of them was registered as the one that counts. */
  private static List<Pair> adjusted(List<Pair> pairs) {
    Map<String, Double> tests = new LinkedHashMap<>();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      if (pair.comparable()) {
        int place = i;
        pair.difference()
            .ifPresent(difference -> tests.put(Integer.toString(place), difference.fisherExact()));
      }
    }
    if (tests.isEmpty()) {
      return pairs;
    }
    Map<String, Double> holm = new HypothesisFamily(List.copyOf(tests.keySet())).holm(tests);
    List<Pair> all = new ArrayList<>(pairs);
    holm.forEach((place, p) -> {
      int at = Integer.parseInt(place);
      all.set(at, all.get(at).withAdjusted(p));
    });
    return all;
  }

  private static List<String> differences(Findings first, Findings second) {
    Study one = first.study();
    Study two = second.study();
    List<String> found = new ArrayList<>();
    difference(found, "scaffold", one.scaffold().id(), two.scaffold().id());
    difference(found, "limits", one.limits(), two.limits());
    difference(found, "weights in bytes", one.weightsBytes(), two.weightsBytes());
    difference(found, "settle time", one.settle(), two.settle());
    difference(found, "seed", one.seed(), two.seed());
    difference(found, "Redline", first.made().redline(), second.made().redline());
    difference(found, "kernel", first.made().kernel(), second.made().kernel());
    return found;
  }

  private static void difference(List<String> into, String what, Object one, Object two) {
    if (!one.equals(two)) {
      into.add("%s: %s against %s".formatted(what, one, two));
    }
  }
}
