package dev.redline.model;

import static java.util.Objects.requireNonNullElse;

import java.util.Optional;

/**
 * How a provider is asked to generate; what is empty is left to the provider.
 *
 * @param temperature at least 0
 * @param topP above 0, at most 1
 * @param seed for providers that take one
 * @param reasoningEffort in the provider's own word, such as {@code low}
 * @param thinkingBudget tokens of reasoning before the answer, at least 0
 */
public record GenerationSettings(
    Optional<Double> temperature,
    Optional<Double> topP,
    Optional<Integer> seed,
    Optional<String> reasoningEffort,
    Optional<Integer> thinkingBudget) {
  /** Everything left to the provider. */
  public static final GenerationSettings PROVIDERS_OWN =
      new GenerationSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public GenerationSettings {
    temperature = requireNonNullElse(temperature, Optional.<Double>empty());
    topP = requireNonNullElse(topP, Optional.<Double>empty());
    seed = requireNonNullElse(seed, Optional.<Integer>empty());
    reasoningEffort = requireNonNullElse(reasoningEffort, Optional.<String>empty());
    thinkingBudget = requireNonNullElse(thinkingBudget, Optional.<Integer>empty());
    check(temperature, topP, reasoningEffort, thinkingBudget);
  }

  private static void check(
      Optional<Double> temperature,
      Optional<Double> topP,
      Optional<String> reasoningEffort,
      Optional<Integer> thinkingBudget) {
    if (temperature.isPresent() && !(temperature.get() >= 0 && temperature.get() <= 1e3)) {
      throw new IllegalArgumentException(
          "temperature must be at least 0, but was " + temperature.get());
    }
    if (topP.isPresent() && !(topP.get() > 0 && topP.get() <= 1)) {
      throw new IllegalArgumentException(
          "top-p must be above 0 and at most 1, but was " + topP.get());
    }
    if (thinkingBudget.isPresent() && thinkingBudget.get() < 0) {
      throw new IllegalArgumentException(
          "the thinking budget must be at least 0, but was " + thinkingBudget.get());
    }
    if (reasoningEffort.filter(word -> !word.matches("[a-z]{1,20}")).isPresent()) {
      throw new IllegalArgumentException(
          "the reasoning effort must be a word such as low, medium or high, but was '%s'"
              .formatted(reasoningEffort.get()));
    }
  }
}
