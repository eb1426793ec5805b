package dev.redline.behaviour;

import dev.redline.evidence.EvidenceJson;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * What a mind wrote in words: commands are left out, since a comment in one is no speech.
 *
 * @param thought its id
 * @param instance whose it was; empty where that is not known
 * @param prose all of its words: reasoning, explanation, gaps, findings, plan, message
 * @param toUser what it tells whoever gave it the task: the message with which it finishes, or, of
 *     a reply without any action, all of it; empty where it goes on working
 */
record Reply(String thought, Optional<String> instance, String prose, Optional<String> toUser) {
  private static final Set<String> ACTIONS = Set.of("execute", "receive", "finish");

  /** Braces in a reply that are tried as the beginning of its object. */
  private static final int ATTEMPTS = 64;

  static Reply of(String thought, Optional<String> instance, ThoughtReply reply) {
    var prose = new ArrayList<String>();
    prose.add(reply.reasoning());
    Optional<String> toUser;
    if (!reply.toolCalls().isEmpty()) {
      prose.add(reply.content());
      toUser = reply.toolCalls().stream().flatMap(call -> message(call).stream()).findFirst();
      toUser.ifPresent(prose::add);
    } else {
      var objects = objects(reply.content());
      if (objects.size() == 1) {
        var object = objects.getFirst();
        prose.add(reply.content().substring(0, object.from()));
        words(object.node(), prose);
        prose.add(reply.content().substring(object.to()));
        toUser = message(object.node().path("action"));
      } else {
        prose.add(reply.content());
        toUser = Optional.of(reply.content());
      }
    }
    return new Reply(thought, instance, String.join("\n", prose), toUser);
  }

  private static Optional<String> message(ToolCall call) {
    if (!call.name().equalsIgnoreCase("finish")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          EvidenceJson.mapper().readTree(call.arguments()).path("message").asString(""));
    } catch (JacksonException e) {
      return Optional.of(call.arguments()); // any text, where the model kept to no form
    }
  }

  private static Optional<String> message(JsonNode action) {
    return action.path("name").asString("").equalsIgnoreCase("finish")
        ? Optional.of(action.path("message").asString(""))
        : Optional.empty();
  }

  /** Every text of the object, its action's message included and the rest of its action not. */
  private static void words(JsonNode node, List<String> into) {
    if (node.isString()) {
      into.add(node.asString());
    }
    for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) {
      words(element, into);
    }
    node.properties()
        .forEach(member -> {
          if (member.getKey().equals("action")) {
            message(member.getValue()).ifPresent(into::add);
          } else {
            words(member.getValue(), into);
          }
        });
  }

  /** An object with an action, and where in the text it stands. */
  private record Found(JsonNode node, int from, int to) {}

  private static List<Found> objects(String text) {
    var found = new ArrayList<Found>();
    int attempts = 0;
    for (int at = text.indexOf('{'); at >= 0 && attempts < ATTEMPTS; at = text.indexOf('{', at)) {
      attempts++;
      try (JsonParser parser = EvidenceJson.mapper().createParser(text.substring(at))) {
        JsonNode object = parser.readValueAsTree();
        int end = at + Math.max(1, (int) parser.currentLocation().getCharOffset());
        String name = object.path("action").path("name").asString("");
        if (ACTIONS.contains(name.toLowerCase(Locale.ROOT))) {
          found.add(new Found(object, at, end));
        }
        at = end;
      } catch (JacksonException e) {
        at++; // a brace in a sentence
      }
    }
    return found;
  }
}
