package dev.redline.study;

import dev.redline.document.Section;
import dev.redline.document.Value;
import dev.redline.scenario.Scenario;
import dev.redline.study.Sequential.RatioTest;
import dev.redline.study.Sequential.Sequence;
import java.util.List;
import java.util.Optional;

/** Reads the key {@code sequential}: when a cell ends before its last trial. */
final class SequentialReader {
  private static final List<String> RULES = List.of("sprt", "confidence-sequence");

  /** What every verdict tells, whether the scenario counts it or not. */
  private static final List<String> ALWAYS = List.of(Sequential.REPLICATED, "attempted");

  private final Section file;
  private final Study study;

  SequentialReader(Section file, Study study) {
    this.file = file;
    this.study = study;
  }

  Optional<Sequential> read() {
    Optional<Value> written = file.find("sequential");
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Section section = written.get().section();
    String count = section.find("count").map(this::count).orElse(Sequential.REPLICATED);
    Sequential rule =
        section.get("rule").oneOf("rule", RULES).equals("sprt")
            ? ratioTest(section, count)
            : new Sequence(
                count, share(section.get("reference")), confidence(section.find("confidence")));
    section.end();
    if (file.has("primary")) {
      throw file.get("primary")
          .wrong(
              "A comparison needs numbers of trials that were fixed in advance, and 'sequential' lets chance decide on them.",
              "either primary or sequential, and a study of its own for the other");
    }
    int fewest = study.blocks().stream().mapToInt(Study.Block::trials).min().orElseThrow();
    if (!rule.canDecideWithin(fewest)) {
      throw written
          .get()
          .wrong(
              "With %d trials a cell this rule can never decide, however they end."
                  .formatted(fewest),
              "at least %d trials, or rates further apart".formatted(enough(rule, fewest)));
    }
    return Optional.of(rule);
  }

  private static int enough(Sequential rule, int tooFew) {
    int trials = tooFew + 1;
    while (!rule.canDecideWithin(trials)) {
      trials *= 2;
    }
    int least = tooFew + 1;
    while (least < trials) {
      int middle = (least + trials) >>> 1;
      if (rule.canDecideWithin(middle)) {
        trials = middle;
      } else {
        least = middle + 1;
      }
    }
    return trials;
  }

  private static Sequential ratioTest(Section section, String count) {
    Value high = section.get("high");
    double low = share(section.get("low"));
    if (share(high) <= low) {
      throw high.wrong(
          "'high' is %s, which is not above 'low'.".formatted(high.text()),
          "a rate above %s".formatted(section.text("low")));
    }
    Value beta = section.get("beta");
    double alpha = share(section.get("alpha"));
    if (alpha + share(beta) >= 1) {
      throw beta.wrong(
          "The two chances of error come to 1 or more, which tossing a coin betters.",
          "alpha and beta that come to less than 1, such as 0.05 and 0.1");
    }
    return new RatioTest(count, low, share(high), alpha, share(beta));
  }

  private static double confidence(Optional<Value> value) {
    return value.map(SequentialReader::share).orElse(Sequential.USUAL_CONFIDENCE);
  }

  private static double share(Value value) {
    if (value.amount() <= 0 || value.amount() >= 1) {
      throw value.wrong(
          "%s is no share between 0 and 1.".formatted(value.text()),
          "a number above 0 and below 1, such as 0.5");
    }
    return value.amount();
  }

  /** Every cell is looked at, so that every arm must count it. */
  private String count(Value value) {
    String count = value.text();
    for (Scenario arm : study.scenarios()) {
      List<String> counts = arm.counts().stream().map(one -> one.name()).toList();
      if (!ALWAYS.contains(count) && !counts.contains(count)) {
        throw value.unknown("count in " + arm.id(), count, counts);
      }
    }
    return count;
  }
}
