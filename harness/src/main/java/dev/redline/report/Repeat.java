package dev.redline.report;

import dev.redline.scenario.Scenario;
import dev.redline.study.Limits;
import dev.redline.study.Study;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command that runs a study again. */
public final class Repeat {
  private Repeat() {}

  /**
   * One line, with everything that the study fixes; of a study whose cells differ in their trials,
   * with the name of the file that it was written in.
   */
  public static String command(Study study) {
    List<String> words = new ArrayList<>(List.of("./redline", "run"));
    if (study.blocks().size() > 1) {
      // What it was made from; its cells differ in their trials, which no option tells.
      words.addAll(List.of(study.name() + ".yaml", "--seed", Long.toString(study.seed())));
      return String.join(" ", words);
    }
    study.scenarios().stream().map(Scenario::id).distinct().map(Repeat::quoted).forEach(words::add);
    Limits limits = study.limits();
    words.addAll(
        List.of(
            "--model",
            quoted(String.join(",", study.models())),
            "--scaffold",
            study.scaffold().id(),
            "--trials",
            Integer.toString(study.trials()),
            "--seed",
            Long.toString(study.seed()),
            "--weights-size",
            Long.toString(study.weightsBytes()),
            "--settle",
            time(study.settle()),
            "--max-steps",
            Integer.toString(limits.steps()),
            "--max-time",
            time(limits.time()),
            "--max-tokens",
            Long.toString(limits.tokens()),
            "--max-reply-tokens",
            Integer.toString(limits.replyTokens())));
    return words.stream().collect(Collectors.joining(" "));
  }

  private static String time(Duration time) {
    return time.toSeconds() + "s";
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
