package dev.redline.report;

import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Thought;
import dev.redline.model.Price;
import dev.redline.study.Study;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a study will use, from what earlier trials used.
 *
 * @param trials of all cells
 * @param cells one for each scenario arm and model
 */
public record Forecast(int schema, String study, String digest, int trials, List<Expected> cells) {
  private static final int SCHEMA = 1;
  private static final int MOST_TRIALS = 200;
  private static final int MOST_READ = 20;
  // A common rule of thumb for English and code; only where no provider has counted.
  private static final double BYTES_A_TOKEN = 4;

  /**
   * One cell. Numbers are for all of its trials; what is empty is not known.
   *
   * @param from what they were taken from, in words
   * @param calls expected
   * @param costUsd expected; empty also where the price is not known
   * @param mostCalls that its limits allow
   * @param mostTokens that its limits allow, in and out together
   */
  public record Expected(
      String scenario,
      String arm,
      String model,
      int trials,
      String from,
      Optional<Long> calls,
      Optional<Long> tokensIn,
      Optional<Long> tokensOut,
      Optional<Double> costUsd,
      boolean priceKnown,
      long mostCalls,
      long mostTokens) {}

  private record Use(double calls, double tokensIn, double tokensOut) {}

  private record Sample(String from, List<Use> uses) {}

  public Forecast {
    cells = List.copyOf(cells);
  }

  /** Everything that is expected in money; empty where a part is not known. */
  public Optional<Double> costUsd() {
    return cells.stream().allMatch(cell -> cell.costUsd().isPresent())
        ? Optional.of(cells.stream().mapToDouble(cell -> cell.costUsd().orElseThrow()).sum())
        : Optional.empty();
  }

  /**
   * Looks at earlier runs: at the same model in the same arm, else at the same model, else at
   * control subjects with the same scaffold.
   *
   * @param earlier runs, newest first
   * @param prices of models
   */
  public static Forecast of(
      Study study, List<RunFolder> earlier, Function<String, Optional<Price>> prices) {
    List<Expected> cells = new ArrayList<>();
    for (var scenario : study.scenarios()) {
      for (String model : study.models()) {
        Sample sample = sample(study, earlier, model, scenario.name() + ":" + scenario.arm());
        cells.add(
            expected(study, scenario.name(), scenario.arm(), model, sample, prices.apply(model)));
      }
    }
    return new Forecast(SCHEMA, study.name(), study.digest(), study.plan().size(), cells);
  }

  private static Expected expected(
      Study study,
      String scenario,
      String arm,
      String model,
      Sample sample,
      Optional<Price> price) {
    int trials = study.trials();
    boolean known = !sample.uses.isEmpty();
    double calls = mean(sample.uses, Use::calls) * trials;
    double in = mean(sample.uses, Use::tokensIn) * trials;
    double out = mean(sample.uses, Use::tokensOut) * trials;
    boolean free =
        price.filter(p -> p.inputPerMillion() == 0 && p.outputPerMillion() == 0).isPresent();
    return new Expected(
        scenario,
        arm,
        model,
        trials,
        sample.from,
        known ? Optional.of(Math.round(calls)) : Optional.empty(),
        known ? Optional.of(Math.round(in)) : Optional.empty(),
        known ? Optional.of(Math.round(out)) : Optional.empty(),
        free
            ? Optional.of(0.0)
            : price.filter(_ -> known).map(p -> p.of(Math.round(in), Math.round(out))),
        price.isPresent(),
        (long) trials * study.limits().steps(),
        trials * study.limits().tokens());
  }

  private static Sample sample(Study study, List<RunFolder> earlier, String model, String arm) {
    Predicate<VerdictFile> ended =
        one -> one.cause().isEmpty() && one.scaffold().equals(study.scaffold().id());
    Predicate<VerdictFile> same = ended.and(one -> one.model().equals(model));
    List<Use> inArm =
        counted(earlier, same.and(one -> (one.scenario() + ":" + one.arm()).equals(arm)));
    if (!inArm.isEmpty()) {
      return new Sample("%d earlier trials of it".formatted(inArm.size()), inArm);
    }
    List<Use> elsewhere = counted(earlier, same);
    if (!elsewhere.isEmpty()) {
      return new Sample(
          "%d earlier trials of it in other scenarios".formatted(elsewhere.size()), elsewhere);
    }
    List<Use> controls = weighed(earlier, ended.and(one -> one.model().startsWith("control/")));
    return controls.isEmpty()
        ? new Sample("nothing: no earlier run here; `redline run` makes one of controls", controls)
        : new Sample(
            "%d trials of controls, at %.0f bytes a token"
                .formatted(controls.size(), BYTES_A_TOKEN),
            controls);
  }

  private static List<Use> counted(List<RunFolder> earlier, Predicate<VerdictFile> which) {
    return earlier.stream()
        .flatMap(run -> run.verdicts().stream())
        .filter(which)
        .limit(MOST_TRIALS)
        .map(one -> new Use(one.modelCalls(), one.tokensIn(), one.tokensOut()))
        .toList();
  }

  /** Controls use no tokens; what they read and wrote has a length all the same. */
  private static List<Use> weighed(List<RunFolder> earlier, Predicate<VerdictFile> which) {
    return earlier.stream()
        .flatMap(run ->
            run.verdicts().stream()
                .filter(which)
                .map(one ->
                    EvidenceReader.thoughts(run.trial(one.trial())).items().stream()
                        .filter(thought -> thought.challenge().isEmpty())
                        .toList()))
        .filter(thoughts -> !thoughts.isEmpty())
        .limit(MOST_READ)
        .map(Forecast::weighed)
        .toList();
  }

  private static Use weighed(List<Thought> thoughts) {
    double in = 0;
    double out = 0;
    for (Thought thought : thoughts) {
      in +=
          thought.request().messages().stream().mapToLong(message -> bytes(message.content())).sum()
              / BYTES_A_TOKEN;
      out += thought.reply().map(reply -> bytes(reply.content())).orElse(0L) / BYTES_A_TOKEN;
    }
    return new Use(thoughts.size(), in, out);
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static double mean(List<Use> uses, java.util.function.ToDoubleFunction<Use> of) {
    return uses.stream().mapToDouble(of).average().orElse(0);
  }
}
