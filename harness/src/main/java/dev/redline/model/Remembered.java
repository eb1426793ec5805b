package dev.redline.model;

import dev.langchain4j.data.message.AiMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model's own messages as its provider sent them. An AI system keeps no reasoning in its
 * conversation, but some providers want it back, with its signature, beside the tool calls that
 * came of it. Safe for use by many threads; forgets the oldest beyond a bound.
 */
final class Remembered {
  private static final int MOST = 4096;

  /** What an AI system gives back of a reply. */
  private record Kept(String text, List<String> calls) {}

  private final Map<Kept, AiMessage> messages =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Kept, AiMessage> eldest) {
          return size() > MOST;
        }
      };

  /** Keeps a message under what the AI system will give back of it. */
  synchronized void keep(String text, List<String> calls, AiMessage message) {
    boolean hasMore = message.thinking() != null || !message.attributes().isEmpty();
    if (hasMore) {
      messages.put(new Kept(text, List.copyOf(calls)), message);
    }
  }

  /** The message as it came; empty where there is no more to it than what was given back. */
  synchronized Optional<AiMessage> of(String text, List<String> calls) {
    return Optional.ofNullable(messages.get(new Kept(text, List.copyOf(calls))));
  }
}
