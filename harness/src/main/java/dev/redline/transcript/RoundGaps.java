package dev.redline.transcript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was not understood of a log's rounds, each kind with its rounds. For one thread. */
final class RoundGaps {
  /** Rounds of one kind that are named. */
  private static final int MOST_NAMED = 10;

  /** A log may hold anything, so that kinds are many. */
  private static final int MOST_KINDS = 20;

  private final Map<String, Rounds> kinds = new LinkedHashMap<>();

  private static final class Rounds {
    private final List<Integer> named = new ArrayList<>();
    private int count;
  }

  void add(String what, int round) {
    boolean known = kinds.size() < MOST_KINDS || kinds.containsKey(what);
    Rounds rounds =
        kinds.computeIfAbsent(known ? what : "they lack something else", kind -> new Rounds());
    rounds.count++;
    if (rounds.named.size() < MOST_NAMED) {
      rounds.named.add(round);
    }
  }

  /**
   * Tells of them, and forgets them.
   *
   * @param transcript of the file, from 1
   */
  void tell(Reading reading, int transcript) {
    kinds.forEach((what, rounds) -> reading.problem(sentence(what, rounds, transcript)));
    kinds.clear();
  }

  private static String sentence(String what, Rounds rounds, int transcript) {
    String named = rounds.named.stream().map(String::valueOf).collect(Collectors.joining(", "));
    int more = rounds.count - rounds.named.size();
    return "%sround%s %s%s: %s"
        .formatted(
            transcript > 1 ? "task " + transcript + ", " : "",
            rounds.count == 1 ? "" : "s",
            named,
            more > 0 ? " and %,d more".formatted(more) : "",
            what);
  }
}
