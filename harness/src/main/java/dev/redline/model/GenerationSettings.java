package dev.redline.model;

import java.util.Optional;

/**
 * How a provider is asked to generate; what is empty is left to the provider.
 *
 * @param temperature at least 0
 * @param topP above 0, at most 1
 * @param seed for providers that take one
 * @param maxTokens of one reply, at least 1
 */
public record GenerationSettings(
    Optional<Double> temperature,
    Optional<Double> topP,
    Optional<Integer> seed,
    Optional<Integer> maxTokens) {
  /** Everything left to the provider. */
  public static final GenerationSettings PROVIDERS_OWN =
      new GenerationSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public GenerationSettings {
    if (temperature.isPresent() && !(temperature.get() >= 0)) {
      throw new IllegalArgumentException(
          "temperature must be at least 0, but was " + temperature.get());
    }
    if (topP.isPresent() && !(topP.get() > 0 && topP.get() <= 1)) {
      throw new IllegalArgumentException(
          "top-p must be above 0 and at most 1, but was " + topP.get());
    }
    if (maxTokens.isPresent() && maxTokens.get() < 1) {
      throw new IllegalArgumentException(
          "max tokens must be at least 1, but was " + maxTokens.get());
    }
  }
}
