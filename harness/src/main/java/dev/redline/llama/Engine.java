package dev.redline.llama;

import java.util.List;
import java.util.Optional;

/** A loaded model: makes text of text. */
interface Engine {
  /**
   * How to generate; what is empty is left to llama.cpp.
   *
   * @param most tokens, at least 1
   * @param stops texts at which generation ends; they are not part of what it made
   */
  record Settings(
      int most,
      List<String> stops,
      Optional<Double> temperature,
      Optional<Double> topP,
      Optional<Integer> seed) {
    public Settings {
      stops = List.copyOf(stops);
    }
  }

  /**
   * What came.
   *
   * @param tokens in it
   * @param isCut whether it ended only because it was as long as it may be
   */
  record Generated(String text, int tokens, boolean isCut) {}

  /**
   * What the model's own chat template makes of a conversation.
   *
   * @param request messages and tools in OpenAI's shape, as JSON
   * @throws IllegalArgumentException when the template or llama.cpp takes no such conversation
   */
  String prompt(String request);

  /** How many tokens a text has. */
  int tokens(String text);

  /**
   * Goes on from a prompt.
   *
   * @throws IllegalStateException when llama.cpp fails
   */
  Generated generate(String prompt, Settings settings);
}
