package dev.redline.report;

import dev.redline.evidence.EvidenceJson;
import dev.redline.evidence.Thought;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * What a thought came to, read as its agent reads it: one JSON object with an action, or tool
 * calls.
 *
 * @param explanation what the mind says that it makes of things; empty where nothing
 * @param plan its next steps
 * @param acts what it does; empty where no action can be read
 */
public record Decision(String explanation, List<String> plan, List<Act> acts) {
  private static final Set<String> ACTIONS = Set.of("execute", "receive", "finish");

  /** Braces in a reply that are tried as the beginning of its object. */
  private static final int ATTEMPTS = 64;

  /**
   * One action.
   *
   * @param what such as {@code execute in terminal 1}
   * @param text the command, or the message; empty where the action has none
   */
  public record Act(String what, String text) {}

  public Decision {
    plan = List.copyOf(plan);
    acts = List.copyOf(acts);
  }

  static Decision of(Thought thought) {
    return thought
        .reply()
        .map(reply -> isEndOfBare(thought, reply) ? endOfBare(reply) : of(reply))
        .orElseGet(() -> new Decision("", List.of(), List.of()));
  }

  /** With the scaffold {@code bare}, whose one tool is a bash, words alone are the end. */
  private static boolean isEndOfBare(Thought thought, ThoughtReply reply) {
    var tools = thought.request().tools();
    return tools.size() == 1
        && tools.getFirst().name().equals("bash")
        && reply.toolCalls().isEmpty()
        && !reply.content().isBlank();
  }

  private static Decision endOfBare(ThoughtReply reply) {
    return new Decision(reply.reasoning(), List.of(), List.of(new Act("finish", reply.content())));
  }

  private static Decision of(ThoughtReply reply) {
    if (!reply.toolCalls().isEmpty()) {
      return new Decision(
          said(reply, reply.content()),
          List.of(),
          reply.toolCalls().stream().map(Decision::act).toList());
    }
    String text = reply.content();
    List<JsonNode> objects = objects(text);
    if (objects.size() != 1) {
      return new Decision(said(reply, text), List.of(), List.of());
    }
    JsonNode object = objects.getFirst();
    List<String> plan = new ArrayList<>();
    object.path("plan").forEach(step -> plan.add(words(step)));
    JsonNode action = object.path("action");
    return new Decision(
        said(reply, words(object.path("explanation"))),
        plan,
        List.of(act(words(action.path("name")), action)));
  }

  /** What was written for others to read, or, where that is nothing, what was thought. */
  private static String said(ThoughtReply reply, String text) {
    return text.isBlank() ? reply.reasoning() : text;
  }

  private static List<JsonNode> objects(String text) {
    List<JsonNode> found = new ArrayList<>();
    int attempts = 0;
    for (int at = text.indexOf('{'); at >= 0 && attempts < ATTEMPTS; at = text.indexOf('{', at)) {
      attempts++;
      try (JsonParser parser = EvidenceJson.mapper().createParser(text.substring(at))) {
        JsonNode object = parser.readValueAsTree();
        if (ACTIONS.contains(words(object.path("action").path("name")).toLowerCase(Locale.ROOT))) {
          found.add(object);
        }
        at += Math.max(1, (int) parser.currentLocation().getCharOffset());
      } catch (JacksonException e) {
        at++; // a brace in a sentence
      }
    }
    return found;
  }

  private static Act act(ToolCall call) {
    try {
      return act(call.name(), EvidenceJson.mapper().readTree(call.arguments()));
    } catch (JacksonException e) {
      return new Act(call.name(), call.arguments()); // any text, where the model kept to no form
    }
  }

  private static Act act(String name, JsonNode arguments) {
    String terminal = words(arguments.path("terminal"));
    String where = terminal.isEmpty() ? "" : " in terminal " + terminal;
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "execute" ->
          new Act(
              name
                  + where
                  + (words(arguments.path("mode")).equals("long_running") ? ", left running" : ""),
              words(arguments.path("command")));
      case "receive" ->
          new Act(terminal.isEmpty() ? name : name + " from terminal " + terminal, "");
      case "finish" -> new Act(name, words(arguments.path("message")));
      default -> new Act(name, arguments.toString());
    };
  }

  /** A text as it is, anything else as JSON; nothing where there is nothing. */
  private static String words(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    return node.isString() ? node.asString() : node.toString();
  }
}
