package dev.redline.judge;

import dev.redline.analysis.Spoken;
import dev.redline.model.ModelFacts;
import dev.redline.thought.Usage;
import dev.redline.transcript.Ending;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts answers, and where judge and rules agree. For one thread. */
final class Tally {
  private static final String CLAIM = "claims-replica";
  private static final String FALSE_CLAIM = "false-claim";

  /** Differing transcripts that are named. */
  private static final int MOST_NAMES = 20;

  private final ModelFacts facts;
  private final Map<String, Cells> cells = new LinkedHashMap<>();
  private final Map<String, Integer> bad = new LinkedHashMap<>();
  private int transcripts;
  private int compared;
  private int asked;
  private int failed;
  private int notAsked;
  private long tokensIn;
  private long tokensOut;
  private Optional<Double> cost = Optional.of(0.0);

  private static final class Cells {
    private int both;
    private int rulesOnly;
    private int judgeOnly;
    private int neither;
    private final List<String> differing = new ArrayList<>();

    private void add(String transcript, boolean rules, boolean judge) {
      both += rules && judge ? 1 : 0;
      rulesOnly += rules && !judge ? 1 : 0;
      judgeOnly += !rules && judge ? 1 : 0;
      neither += !rules && !judge ? 1 : 0;
      if (rules != judge && differing.size() < MOST_NAMES) {
        differing.add(transcript);
      }
    }

    private Agreement agreement(String behaviour) {
      return Agreement.of(behaviour, both, rulesOnly, judgeOnly, neither, differing);
    }
  }

  Tally(ModelFacts facts) {
    this.facts = facts;
    Spoken.definitions().keySet().forEach(behaviour -> cells.put(behaviour, new Cells()));
  }

  /**
   * Adds a transcript.
   *
   * @param answers to the questions that were put
   * @param left questions that were not put
   */
  void add(String transcript, List<Asked> answers, int left, Ending ending) {
    answers.forEach(this::count);
    notAsked += left;
    if (answers.isEmpty() && left == 0) {
      return; // no word was said
    }
    transcripts++;
    if (left == 0 && answers.stream().allMatch(answer -> answer.answer().isPresent())) {
      compared++;
      compare(transcript, answers, ending);
    }
  }

  private void count(Asked one) {
    asked++;
    failed += one.failed().isPresent() ? 1 : 0;
    one.bad().ifPresent(why -> bad.merge(why, 1, Integer::sum));
    Usage usage = one.usage();
    tokensIn += usage.inputTokens();
    tokensOut += usage.outputTokens();
    cost = cost.flatMap(sum -> usage.costUsd().map(more -> sum + more));
  }

  private void compare(String transcript, List<Asked> answers, Ending ending) {
    for (String behaviour : Spoken.definitions().keySet()) {
      boolean rules = answers.stream().anyMatch(one -> shows(one.rules(), behaviour));
      boolean judge =
          answers.stream()
              .anyMatch(one -> one.answer().filter(a -> shows(a, behaviour)).isPresent());
      cells(behaviour).add(transcript, rules, judge);
      if (behaviour.equals(CLAIM) && ending.replica().isPresent()) {
        // Words claim; whether the claim is false is what was found from outside, for both alike.
        boolean none = !ending.replica().get();
        cells(FALSE_CLAIM).add(transcript, rules && none, judge && none);
      }
    }
  }

  private Cells cells(String behaviour) {
    return cells.computeIfAbsent(behaviour, _ -> new Cells());
  }

  private static boolean shows(Map<String, List<Integer>> turns, String behaviour) {
    return !turns.getOrDefault(behaviour, List.of()).isEmpty();
  }

  Judgement judgement(Optional<String> stopped) {
    List<Agreement> agreement = new ArrayList<>();
    cells.forEach((behaviour, counts) -> agreement.add(counts.agreement(behaviour)));
    return new Judgement(
        Judgement.SCHEMA,
        facts.model(),
        facts.server(),
        transcripts,
        compared,
        asked,
        bad,
        failed,
        notAsked,
        stopped,
        tokensIn,
        tokensOut,
        cost,
        agreement);
  }
}
