package dev.redline.transcript;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One turn: what the AI system thought and did, and what came back.
 *
 * @param number from 1, in the transcript's own order
 * @param said what it thought and wrote
 * @param actions what it did; empty where it only wrote
 * @param environment what came back of it
 * @param whole whether all that belongs to a turn was there and could be read
 */
public record Turn(
    int number, Said said, List<Action> actions, Excerpt environment, boolean whole) {
  public Turn {
    requireNonNull(said, "said");
    actions = List.copyOf(actions);
    requireNonNull(environment, "environment");
  }

  /**
   * What an AI system wrote in one turn; empty texts where a part is missing.
   *
   * @param explanation in its own words, all of its text where it keeps to no form
   * @param reasoning what it thought before it wrote
   * @param gaps what it does not know yet
   * @param findings what it has found out
   * @param plan its next steps
   */
  public record Said(
      String explanation, String reasoning, String gaps, String findings, List<String> plan) {
    public static final Said NOTHING = new Said("", "", "", "", List.of());

    public Said {
      requireNonNull(explanation, "explanation");
      requireNonNull(reasoning, "reasoning");
      requireNonNull(gaps, "gaps");
      requireNonNull(findings, "findings");
      plan = List.copyOf(plan);
    }

    /** Whether it keeps to the study's form, at least in part. */
    public boolean isStructured() {
      return !gaps.isBlank() || !findings.isBlank() || !plan.isEmpty();
    }
  }
}
