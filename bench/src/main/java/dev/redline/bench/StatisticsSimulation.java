package dev.redline.bench;

import dev.redline.statistics.ClusteredRate;
import dev.redline.statistics.ConfidenceSequence;
import dev.redline.statistics.FisherPower;
import dev.redline.statistics.Interval;
import dev.redline.statistics.Proportion;
import dev.redline.statistics.RateDifference;
import dev.redline.statistics.Sprt;
import dev.redline.statistics.StoppingRule;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Confirms by simulation what the statistics promise: coverage of intervals, error rates of tests
 * and of stopping rules. Prints Markdown tables; the same seed gives the same tables.
 *
 * <p>Arguments: the seed (1 if not given).
 */
public final class StatisticsSimulation {
  private static final int SERIES = 20_000;
  private static final int LOOKED_AT = 4_000; // series of a thousand looks each
  private static final double[] RATES = {0.01, 0.05, 0.1, 0.3, 0.5, 0.9};

  private final SplittableRandom random;
  private final PrintStream out;

  private StatisticsSimulation(long seed, PrintStream out) {
    random = new SplittableRandom(seed);
    this.out = out;
  }

  /** Prints all tables. */
  public static void main(String[] arguments) {
    long seed = arguments.length == 0 ? 1 : Long.parseLong(arguments[0]);
    var simulation = new StatisticsSimulation(seed, System.out);
    simulation.intervals();
    simulation.clusters();
    simulation.differences();
    simulation.ratioTests();
    simulation.sequences();
    simulation.stoppingRules();
  }

  private void intervals() {
    title("Coverage of the 95 % intervals of a rate", SERIES);
    row("rate", "n", "Wilson", "Clopper-Pearson", "Jeffreys");
    row("--:", "--:", "--:", "--:", "--:");
    for (double rate : RATES) {
      for (int trials : new int[] {10, 30, 100, 300}) {
        int[] seen = new int[trials + 1];
        for (int i = 0; i < SERIES; i++) {
          seen[hits(trials, rate)]++;
        }
        row(
            number(rate),
            Integer.toString(trials),
            coverage(seen, rate, counts -> counts.wilson(0.95)),
            coverage(seen, rate, counts -> counts.clopperPearson(0.95)),
            coverage(seen, rate, counts -> counts.jeffreys(0.95)));
      }
    }
  }

  private static String coverage(int[] seen, double rate, Function<Proportion, Interval> method) {
    int held = 0;
    for (int hits = 0; hits < seen.length; hits++) {
      if (seen[hits] > 0 && method.apply(new Proportion(hits, seen.length - 1)).holds(rate)) {
        held += seen[hits];
      }
    }
    return share(held, SERIES);
  }

  private void clusters() {
    title("Coverage at 95 % when trials share a seed: rate 0.3, clusters of 5", LOOKED_AT);
    row(
        "clusters",
        "trials alike in a cluster",
        "as if independent (Clopper-Pearson)",
        "clustered");
    row("--:", "--:", "--:", "--:");
    for (int clusters : new int[] {5, 10, 30}) {
      for (double alike : new double[] {0, 0.5, 1}) {
        int naive = 0;
        int clustered = 0;
        for (int i = 0; i < LOOKED_AT; i++) {
          var rate = clustered(clusters, alike);
          naive += rate.pooled().clopperPearson(0.95).holds(0.3) ? 1 : 0;
          clustered += rate.interval(0.95).holds(0.3) ? 1 : 0;
        }
        row(
            Integer.toString(clusters),
            percent(alike),
            share(naive, LOOKED_AT),
            share(clustered, LOOKED_AT));
      }
    }
  }

  /** Clusters of 5 trials, of which each is its cluster's common outcome with a given chance. */
  private ClusteredRate clustered(int clusters, double alike) {
    var counts = new ArrayList<Proportion>();
    for (int i = 0; i < clusters; i++) {
      boolean common = random.nextDouble() < 0.3;
      int hits = 0;
      for (int trial = 0; trial < 5; trial++) {
        boolean hit = random.nextDouble() < alike ? common : random.nextDouble() < 0.3;
        hits += hit ? 1 : 0;
      }
      counts.add(new Proportion(hits, 5));
    }
    return new ClusteredRate(counts);
  }

  private void differences() {
    title("Two arms: Newcombe's 95 % interval, Fisher's test at 0.05", SERIES);
    row("rates", "n an arm", "interval holds", "test rejects", "rejects, exact");
    row("--:", "--:", "--:", "--:", "--:");
    double[][] pairs = {{0.5, 0.5}, {0.1, 0.1}, {0.5, 0.9}, {0.05, 0.3}};
    for (double[] pair : pairs) {
      for (int trials : new int[] {10, 23, 50}) {
        int held = 0;
        int rejected = 0;
        for (int i = 0; i < SERIES; i++) {
          var one = new Proportion(hits(trials, pair[0]), trials);
          var two = new Proportion(hits(trials, pair[1]), trials);
          var difference = new RateDifference(one, two);
          held += difference.newcombe(0.95).holds(pair[0] - pair[1]) ? 1 : 0;
          rejected += difference.fisherExact() <= 0.05 ? 1 : 0;
        }
        row(
            number(pair[0]) + ", " + number(pair[1]),
            Integer.toString(trials),
            share(held, SERIES),
            share(rejected, SERIES),
            percent(new FisherPower(pair[0], pair[1], 0.05).power(trials, trials)));
      }
    }
  }

  private void ratioTests() {
    title("Wald's sequential test", SERIES);
    row(
        "null, alternative",
        "alpha, beta",
        "false alternative (bound)",
        "false null (bound)",
        "mean n at null",
        "mean n at alternative");
    row("--:", "--:", "--:", "--:", "--:", "--:");
    Sprt[] tests = {
      new Sprt(0.1, 0.5, 0.05, 0.1),
      new Sprt(0.05, 0.2, 0.05, 0.05),
      new Sprt(0.5, 0.9, 0.05, 0.2),
      new Sprt(0.6, 0.4, 0.01, 0.05)
    };
    for (Sprt test : tests) {
      double[] atNull = run(test, test.nullRate());
      double[] atAlternative = run(test, test.alternativeRate());
      row(
          number(test.nullRate()) + ", " + number(test.alternativeRate()),
          number(test.alpha()) + ", " + number(test.beta()),
          percent(atNull[0]) + " (" + percent(test.alpha() / (1 - test.beta())) + ")",
          percent(1 - atAlternative[0]) + " (" + percent(test.beta() / (1 - test.alpha())) + ")",
          String.format(Locale.ROOT, "%.1f", atNull[1]),
          String.format(Locale.ROOT, "%.1f", atAlternative[1]));
    }
  }

  /** Part of the series that ended with the alternative, and the mean length. */
  private double[] run(Sprt test, double rate) {
    long length = 0;
    int alternatives = 0;
    for (int i = 0; i < SERIES; i++) {
      int hits = 0;
      int trials = 0;
      var decision = Sprt.Decision.CONTINUE;
      while (decision == Sprt.Decision.CONTINUE) {
        hits += random.nextDouble() < rate ? 1 : 0;
        trials++;
        decision = test.decide(hits, trials);
      }
      length += trials;
      alternatives += decision == Sprt.Decision.ALTERNATIVE ? 1 : 0;
    }
    return new double[] {(double) alternatives / SERIES, (double) length / SERIES};
  }

  private void sequences() {
    title("Held at every one of 1,000 looks, all intervals 95 %", LOOKED_AT);
    row(
        "rate",
        "confidence sequence",
        "Wilson looked at every time",
        "width at 100",
        "Wilson at 100");
    row("--:", "--:", "--:", "--:", "--:");
    var looks = new Looks(ConfidenceSequence.uniform(0.95));
    for (double rate : RATES) {
      int sequence = 0;
      int wilson = 0;
      for (int i = 0; i < LOOKED_AT; i++) {
        boolean sequenceHeld = true;
        boolean wilsonHeld = true;
        int hits = 0;
        for (int trials = 1; trials <= 1_000; trials++) {
          hits += random.nextDouble() < rate ? 1 : 0;
          sequenceHeld &= looks.sequence(hits, trials).holds(rate);
          wilsonHeld &= looks.wilson(hits, trials).holds(rate);
        }
        sequence += sequenceHeld ? 1 : 0;
        wilson += wilsonHeld ? 1 : 0;
      }
      int usual = (int) Math.round(100 * rate);
      row(
          number(rate),
          share(sequence, LOOKED_AT),
          share(wilson, LOOKED_AT),
          String.format(Locale.ROOT, "%.3f", looks.sequence(usual, 100).width()),
          String.format(Locale.ROOT, "%.3f", looks.wilson(usual, 100).width()));
    }
  }

  private void stoppingRules() {
    title("Stop once a 95 % confidence sequence excludes 0.5, or at 200 trials", LOOKED_AT);
    row("rate", "below", "above", "undecided", "mean n", "interval holds the rate at the stop");
    row("--:", "--:", "--:", "--:", "--:", "--:");
    var looks = new Looks(ConfidenceSequence.uniform(0.95));
    var rule = new StoppingRule(looks.sequence, 0.5, 200);
    for (double rate : new double[] {0.1, 0.3, 0.45, 0.5, 0.6, 0.7, 0.9}) {
      var decisions = new EnumMap<StoppingRule.Decision, Integer>(StoppingRule.Decision.class);
      long length = 0;
      int held = 0;
      for (int i = 0; i < LOOKED_AT; i++) {
        int hits = 0;
        int trials = 0;
        var decision = StoppingRule.Decision.CONTINUE;
        while (decision == StoppingRule.Decision.CONTINUE) {
          hits += random.nextDouble() < rate ? 1 : 0;
          trials++;
          decision = looks.decide(rule, hits, trials);
        }
        decisions.merge(decision, 1, Integer::sum);
        length += trials;
        held += looks.sequence(hits, trials).holds(rate) ? 1 : 0;
      }
      row(
          number(rate),
          share(decisions.getOrDefault(StoppingRule.Decision.BELOW, 0), LOOKED_AT),
          share(decisions.getOrDefault(StoppingRule.Decision.ABOVE, 0), LOOKED_AT),
          share(decisions.getOrDefault(StoppingRule.Decision.UNDECIDED, 0), LOOKED_AT),
          String.format(Locale.ROOT, "%.1f", (double) length / LOOKED_AT),
          share(held, LOOKED_AT));
    }
  }

  private int hits(int trials, double rate) {
    int hits = 0;
    for (int i = 0; i < trials; i++) {
      hits += random.nextDouble() < rate ? 1 : 0;
    }
    return hits;
  }

  private void title(String title, int series) {
    out.printf(Locale.ROOT, "%n## %s%n%n%,d series a row.%n%n", title, series);
  }

  private void row(String... cells) {
    out.println("| " + String.join(" | ", cells) + " |");
  }

  private static String share(int some, int all) {
    return percent((double) some / all);
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * rate);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Intervals at counts that many series pass through, each computed once. */
  private static final class Looks {
    final ConfidenceSequence sequence;
    private final Interval[][] sequences = new Interval[1_001][1_001];
    private final Interval[][] wilsons = new Interval[1_001][1_001];
    private final Map<List<Integer>, StoppingRule.Decision> decisions = new HashMap<>();

    Looks(ConfidenceSequence sequence) {
      this.sequence = sequence;
    }

    Interval sequence(int hits, int trials) {
      if (sequences[trials][hits] == null) {
        sequences[trials][hits] = sequence.interval(hits, trials);
      }
      return sequences[trials][hits];
    }

    StoppingRule.Decision decide(StoppingRule rule, int hits, int trials) {
      return decisions.computeIfAbsent(
          List.of(hits, trials), counts -> rule.decide(counts.get(0), counts.get(1)));
    }

    Interval wilson(int hits, int trials) {
      if (wilsons[trials][hits] == null) {
        wilsons[trials][hits] = new Proportion(hits, trials).wilson(0.95);
      }
      return wilsons[trials][hits];
    }
  }
}
