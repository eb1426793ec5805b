package dev.redline.model;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What providers' answers say in words of their own, and langchain4j does not pass on. */
enum Dialect {
  /** OpenAI and all who speak its chat completions: nothing, langchain4j tells all of it. */
  OPENAI {
    @Override
    Optional<String> withheld(JsonNode answer) {
      return Optional.empty();
    }
  },

  /** Anthropic: its classifiers end a reply with the stop reason {@code refusal}. */
  ANTHROPIC {
    @Override
    Optional<String> withheld(JsonNode answer) {
      return said(answer.path("stop_reason")).filter("refusal"::equals);
    }
  },

  /** Google: it blocks a prompt, or ends a reply for one of several reasons of policy. */
  GOOGLE {
    @Override
    Optional<String> withheld(JsonNode answer) {
      Optional<String> blocked = said(answer.path("promptFeedback").path("blockReason"));
      return blocked.isPresent()
          ? blocked
          : said(answer.path("candidates").path(0).path("finishReason")).filter(POLICY::contains);
    }
  },

  /** Ollama has no filter of its own. */
  OLLAMA {
    @Override
    Optional<String> withheld(JsonNode answer) {
      return Optional.empty();
    }
  };

  // As Google's reference of FinishReason names them.
  private static final java.util.Set<String> POLICY =
      java.util.Set.of("SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "RECITATION");

  /** Why the provider withheld the reply, in its own word; empty where it did not. */
  abstract Optional<String> withheld(JsonNode answer);

  private static Optional<String> said(JsonNode node) {
    return Optional.of(node.asString("")).filter(text -> !text.isEmpty());
  }
}
