package dev.redline.judge;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of asking a judge.
 *
 * @param schema of this form
 * @param judge the model's name
 * @param server that was asked
 * @param transcripts with words in them
 * @param compared of these, transcripts of which every part has an answer that can be read
 * @param asked questions put
 * @param bad of these, answers that cannot be read, by why
 * @param failed of these, those to which no answer came
 * @param notAsked questions that were left out
 * @param stopped why they were
 * @param tokensIn as the provider counted them
 * @param tokensOut as the provider counted them
 * @param costUsd US dollars; empty where a price or count is not known
 * @param agreement with the rules, a line for each behaviour
 */
public record Judgement(
    int schema,
    String judge,
    String server,
    int transcripts,
    int compared,
    int asked,
    Map<String, Integer> bad,
    int failed,
    int notAsked,
    Optional<String> stopped,
    long tokensIn,
    long tokensOut,
    Optional<Double> costUsd,
    List<Agreement> agreement) {
  public static final int SCHEMA = 1;

  public Judgement {
    requireNonNull(judge, "judge");
    requireNonNull(server, "server");
    bad = Collections.unmodifiableMap(new LinkedHashMap<>(bad));
    requireNonNull(stopped, "stopped");
    requireNonNull(costUsd, "costUsd");
    agreement = List.copyOf(agreement);
  }

  /** Whether every question got an answer that can be read. */
  public boolean isWhole() {
    return bad.isEmpty() && failed == 0 && notAsked == 0;
  }
}
