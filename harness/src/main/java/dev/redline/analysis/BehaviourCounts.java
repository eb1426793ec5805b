package dev.redline.analysis;

import dev.redline.analysis.Analysis.BehaviourLine;
import dev.redline.analysis.Analysis.Quote;
import dev.redline.behaviour.Detector;
import dev.redline.behaviour.Detectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Counts in how many turns each behaviour is said, and how often it was seen. */
final class BehaviourCounts {
  private static final int MOST_QUOTES = 5;

  private final List<SaidRule> rules =
      Stream.concat(CommandRules.all().stream(), WordRules.all().stream()).toList();
  private final Map<String, Integer> said = new HashMap<>();
  private final Map<String, List<Quote>> quotes = new HashMap<>();
  private final Map<String, Integer> seen = new LinkedHashMap<>();
  private boolean looked;

  void add(String transcript, Moment moment) {
    for (SaidRule rule : rules) {
      Optional<String> shown = rule.rule().apply(moment);
      if (shown.isPresent()) {
        said.merge(rule.name(), 1, Integer::sum);
        List<Quote> known = quotes.computeIfAbsent(rule.name(), _ -> new ArrayList<>());
        if (known.size() < MOST_QUOTES) {
          known.add(
              new Quote(transcript, moment.turn().number(), PhaseCounts.shortened(shown.get())));
        }
      }
    }
  }

  /** What was seen from outside in one transcript. */
  void seen(Map<String, Integer> counts) {
    looked = true;
    counts.forEach((name, count) -> seen.merge(name, count, Integer::sum));
  }

  /** A line for each behaviour that words can show, and for each other that was seen. */
  List<BehaviourLine> lines() {
    List<BehaviourLine> lines = new ArrayList<>();
    for (SaidRule rule : rules) {
      lines.add(line(rule.name(), rule.definition()));
    }
    Map<String, String> definitions = new HashMap<>();
    Detectors.all().forEach(detector -> definitions.put(detector.name(), only(detector)));
    seen.keySet().stream()
        .filter(name -> rules.stream().noneMatch(rule -> rule.name().equals(name)))
        .forEach(name -> lines.add(line(name, definitions.getOrDefault(name, ""))));
    return lines;
  }

  private static String only(Detector detector) {
    return "Words alone cannot show it. " + detector.definition();
  }

  private BehaviourLine line(String name, String definition) {
    return new BehaviourLine(
        name,
        definition,
        said.getOrDefault(name, 0),
        looked ? Optional.of(seen.getOrDefault(name, 0)) : Optional.empty(),
        quotes.getOrDefault(name, List.of()));
  }
}
