package dev.redline.thought;

import static java.util.Objects.requireNonNullElse;

import java.util.Optional;

/**
 * What one thought cost.
 *
 * @param inputTokens as the provider counted them, at least 0; 0 where it did not
 * @param outputTokens as the provider counted them, reasoning included, at least 0; 0 where it did
 *     not
 * @param costUsd US dollars; empty where the price or the count is not known
 */
public record Usage(long inputTokens, long outputTokens, Optional<Double> costUsd) {
  /** Nothing was used and nothing is owed. */
  public static final Usage NONE = new Usage(0, 0, Optional.of(0.0));

  public Usage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          "tokens must be at least 0, but were %d in, %d out".formatted(inputTokens, outputTokens));
    }
    costUsd = requireNonNullElse(costUsd, Optional.<Double>empty());
  }

  /** Tokens whose price is not known. */
  public Usage(long inputTokens, long outputTokens) {
    this(inputTokens, outputTokens, Optional.empty());
  }

  /** The same tokens at a cost. */
  public Usage at(Optional<Double> dollars) {
    return new Usage(inputTokens, outputTokens, dollars);
  }
}
