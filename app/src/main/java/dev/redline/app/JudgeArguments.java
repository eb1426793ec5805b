package dev.redline.app;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code redline analyze} takes about a judge. */
final class JudgeArguments {
  @Option(
      names = "--judge",
      paramLabel = "P/N",
      description =
          "Also asks this model which turns show the behaviours that lie in words alone. Its"
              + " answers are kept apart, and its agreement with the rules is told.")
  private Optional<String> judge = Optional.empty();

  @Option(names = "--base-url", paramLabel = "URL", description = "Server of the judge.")
  private Optional<String> baseUrl = Optional.empty();

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "Prices of your own, as YAML; they go before Redline's.")
  private Optional<Path> prices = Optional.empty();

  @Option(
      names = "--max-cost",
      paramLabel = "USD",
      description =
          "US dollars that the judge may cost; it stops before the call that would cross them.")
  private Optional<BigDecimal> maxCost = Optional.empty();

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description =
          "Where the judge's answers go, a new file; else judged/ in the run's folder, or here.")
  private Optional<Path> answers = Optional.empty();

  /**
   * What was asked for.
   *
   * @param model that judges
   * @param server that serves it, where it is not its provider's own
   * @param prices the user's price file
   * @param maxCost US dollars
   * @param answers where they go; empty where that is not said
   */
  record Asked(
      String model,
      Optional<URI> server,
      Optional<Path> prices,
      Optional<Double> maxCost,
      Optional<Path> answers) {}

  /**
   * The judge that was asked for, if one was.
   *
   * @throws CommandFailure as wrong usage when a value makes no sense
   */
  Optional<Asked> asked() {
    boolean other =
        baseUrl.isPresent() || prices.isPresent() || maxCost.isPresent() || answers.isPresent();
    if (judge.isEmpty()) {
      if (other) {
        throw CommandFailure.usage(
            "--base-url, --prices, --max-cost and --answers are a judge's, and none is named.",
            "redline analyze",
            "--judge P/N with them",
            "name the judge, or leave them out");
      }
      return Optional.empty();
    }
    if (judge.get().matches("(?i)(control|replay)/.*")) {
      throw CommandFailure.usage(
          judge.get() + " cannot judge: it says what it always says.",
          "--judge " + judge.get(),
          "a model that reads, such as openai/NAME",
          "see redline list models");
    }
    maxCost
        .filter(cost -> cost.signum() <= 0)
        .ifPresent(cost -> {
          throw CommandFailure.usage(
              "The judge may cost nothing.",
              "--max-cost " + cost,
              "an amount of more than zero, such as 12.50",
              "change or leave out --max-cost");
        });
    return Optional.of(
        new Asked(
            judge.get(),
            baseUrl.map(ModelArguments::url),
            prices,
            maxCost.map(BigDecimal::doubleValue),
            answers));
  }
}
