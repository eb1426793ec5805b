package dev.redline.model;

import static java.util.Objects.requireNonNull;

import dev.redline.thought.Usage;
import java.time.LocalDate;

/**
 * What a model's tokens cost.
 *
 * @param inputPerMillion US dollars for a million tokens in, at least 0
 * @param outputPerMillion US dollars for a million tokens out, reasoning included, at least 0
 * @param asOf when the price was looked up
 * @param source where
 */
public record Price(
    double inputPerMillion, double outputPerMillion, LocalDate asOf, String source) {
  public Price {
    if (!(inputPerMillion >= 0 && inputPerMillion < 1e6)
        || !(outputPerMillion >= 0 && outputPerMillion < 1e6)) {
      throw new IllegalArgumentException(
          "a price must be at least 0, but was %s in, %s out"
              .formatted(inputPerMillion, outputPerMillion));
    }
    requireNonNull(asOf, "asOf");
    requireNonNull(source, "source");
  }

  /** What so many tokens cost in US dollars. */
  public double of(long tokensIn, long tokensOut) {
    return (tokensIn * inputPerMillion + tokensOut * outputPerMillion) / 1e6;
  }

  /** What was used, with its cost; a provider that counted nothing leaves it unknown. */
  Usage priced(Usage usage) {
    boolean free = inputPerMillion == 0 && outputPerMillion == 0;
    boolean counted = usage.inputTokens() + usage.outputTokens() > 0;
    return free || counted
        ? usage.at(java.util.Optional.of(of(usage.inputTokens(), usage.outputTokens())))
        : usage;
  }
}
