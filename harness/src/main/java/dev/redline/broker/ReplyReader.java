package dev.redline.broker;

import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * Reads which action a reply asks for, only to tell replies apart: what the agent makes of it is
 * the agent's own affair.
 */
final class ReplyReader {
  private static final Set<String> ACTIONS = Set.of("execute", "receive", "finish");

  private ReplyReader() {}

  /**
   * The action in a form that is equal for equal actions; empty where the reply parses to nothing.
   */
  static Optional<String> action(ThoughtRequest request, ThoughtReply reply) {
    if (BareForm.is(request) && reply.toolCalls().isEmpty() && !reply.content().isBlank()) {
      return Optional.of("finish " + reply.content());
    }
    if (!request.tools().isEmpty()) {
      return reply.toolCalls().isEmpty()
          ? Optional.empty()
          : Optional.of(
              reply.toolCalls().stream()
                  .map(call -> call.name() + " " + call.arguments())
                  .reduce("", (all, call) -> all + call + "\n"));
    }
    List<String> actions = new ArrayList<>();
    String text = reply.content();
    // A reply of braces alone would be read once from each of them: after so many, it is gibberish.
    int attempts = 0;
    for (int at = text.indexOf('{'); at >= 0 && attempts < 64; at = text.indexOf('{', at)) {
      attempts++;
      try (JsonParser parser = Wire.JSON.createParser(text.substring(at))) {
        JsonNode object = parser.readValueAsTree();
        JsonNode action = object.path("action");
        if (ACTIONS.contains(action.path("name").asString("").toLowerCase(Locale.ROOT))) {
          actions.add(action.toString());
        }
        at += Math.max(1, (int) parser.currentLocation().getCharOffset());
      } catch (JacksonException e) {
        at++; // a brace in a sentence
      }
    }
    return actions.size() == 1 ? Optional.of(actions.getFirst()) : Optional.empty();
  }
}
