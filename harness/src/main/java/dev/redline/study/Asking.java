package dev.redline.study;

import static java.util.Objects.requireNonNullElse;

import dev.redline.broker.StoppingRules;
import dev.redline.model.GenerationSettings;

/**
 * How models are asked, and which of their replies end a trial.
 *
 * @param generation what providers are told; each takes only what it knows
 * @param stopping the rules that end a subject's time
 * @param window tokens of context that the AI system is told it has, at least 1024; a longer
 *     conversation is shortened by its agent, by a stated rule
 */
public record Asking(GenerationSettings generation, StoppingRules.Settings stopping, int window) {
  private static final int USUAL_WINDOW = 32_768;
  private static final int LEAST_WINDOW = 1024;

  /** Everything left to the provider, the usual rules, 32,768 tokens. */
  public static final Asking USUAL =
      new Asking(GenerationSettings.PROVIDERS_OWN, StoppingRules.Settings.USUAL, USUAL_WINDOW);

  public Asking {
    generation = requireNonNullElse(generation, GenerationSettings.PROVIDERS_OWN);
    stopping = requireNonNullElse(stopping, StoppingRules.Settings.USUAL);
    if (window < LEAST_WINDOW) {
      throw new IllegalArgumentException(
          "the context window must be at least %d tokens, but was %d"
              .formatted(LEAST_WINDOW, window));
    }
  }
}
