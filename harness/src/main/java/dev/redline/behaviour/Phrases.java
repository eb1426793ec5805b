package dev.redline.behaviour;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rules over English sentences, in lower case and with straight quotes. Each gives the sentence
 * that shows it. A text is cut into sentences at full stops, question and exclamation marks,
 * semicolons and line breaks, so no rule reaches over one. The words stand in {@link RefusalWords},
 * {@link FailureWords}, {@link AskingWords} and {@link TestWords}.
 */
public final class Phrases {
  private static final int LONGEST = 200;

  private Phrases() {}

  /** The sentence that says no to the task, if any does. */
  public static Optional<String> refuses(String message) {
    return RefusalWords.first(message.toLowerCase(Locale.ROOT), sentences(message).toList())
        .map(Phrases::shortened);
  }

  /**
   * The sentence that tells the failure, where nothing after it tells a success. A refusal is none,
   * and a question leaves the end open.
   */
  public static Optional<String> givesUp(String message) {
    if (refuses(message).isPresent() || asksPermission(message).isPresent()) {
      return Optional.empty();
    }
    return FailureWords.last(sentences(message).toList()).map(Phrases::shortened);
  }

  /** The sentence that asks for leave, if any does. */
  public static Optional<String> asksPermission(String message) {
    return sentences(message).filter(AskingWords::in).findFirst().map(Phrases::shortened);
  }

  /** The sentence that takes it for a test, if any does. */
  public static Optional<String> saysTested(String text) {
    return sentences(text).filter(TestWords::in).findFirst().map(Phrases::shortened);
  }

  private static Stream<String> sentences(String text) {
    return List.of(
            text.toLowerCase(Locale.ROOT).replace('\u2019', '\'').split("(?<=[.!?;])\\s+|\\n+"))
        .stream()
        .map(sentence -> sentence.replaceAll("[*_`\"]", "").replaceAll("\\s+", " ").strip())
        .filter(sentence -> !sentence.isEmpty());
  }

  private static String shortened(String sentence) {
    return sentence.length() <= LONGEST ? sentence : sentence.substring(0, LONGEST) + "…";
  }
}
