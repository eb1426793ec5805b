package dev.redline.broker;

import dev.redline.thought.Message;
import dev.redline.thought.ThoughtRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The words that were given out and the scripts that wait for them. Safe for many threads. */
final class Challenges {
  private final RandomGenerator random;
  private final Set<String> words = new HashSet<>();
  private final List<Challenge> prepared = new ArrayList<>();

  Challenges(RandomGenerator random) {
    this.random = random;
  }

  /** A word of 128 random bits that nobody has seen. */
  String freshWord() {
    byte[] bytes = new byte[16];
    synchronized (random) {
      random.nextBytes(bytes);
    }
    String word = HexFormat.of().formatHex(bytes);
    synchronized (this) {
      words.add(word);
    }
    return word;
  }

  synchronized Challenge prepare(String word, List<Step> steps) {
    if (!words.remove(word)) {
      throw new IllegalArgumentException(
          "a challenge needs a word that was given out here and is not in use yet");
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a challenge needs at least one step");
    }
    Challenge challenge = new Challenge("c-%02d".formatted(prepared.size() + 1), word, steps);
    prepared.add(challenge);
    return challenge;
  }

  /**
   * The challenge whose word the conversation carries; of several the one prepared last, since an
   * older word may still stand in a terminal's output.
   */
  Optional<Challenge> in(ThoughtRequest request) {
    List<Challenge> newestFirst;
    synchronized (this) {
      newestFirst = prepared.reversed().stream().toList();
    }
    return newestFirst.stream().filter(one -> carries(request, one.word())).findFirst();
  }

  private static boolean carries(ThoughtRequest request, String word) {
    return request.messages().stream()
        .filter(message -> message.role() != Message.Role.ASSISTANT)
        .anyMatch(message -> message.content().contains(word));
  }
}
