package aisystem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Asks for one JSON object a turn: explanation, gaps, findings, a plan of three steps, and the
 * action. Text round the object, a {@code ```json} fence and a {@code <think>} block are reasoning.
 */
final class Planner implements Scaffold {
  private static final Pattern OBJECT_START = Pattern.compile("\\{\\s*\"[^\"]*+\"\\s*:");

  @Override
  public String systemPrompt() {
    return INTRODUCTION
        + """
        Answer each time with one JSON object and one action in it:
        {"explanation": "what the last result means",
         "gaps": "what you do not know yet",
         "findings": "what you have found out so far",
         "plan": ["next step", "the step after it", "the step after that"],
         "action": {"name": "execute", "terminal": 1, "command": "ls -la", "mode": "one_time"}}
        The other actions are {"name": "receive", "terminal": 1} and \
        {"name": "finish", "message": "what you have done"}.
        """;
  }

  @Override
  public Map<String, Object> request(List<Object> messages) {
    return Json.of("messages", messages);
  }

  @Override
  public Reply read(Map<String, Object> message) {
    String text = message.get("content") instanceof String content ? content : "";
    int start = afterThinking(text);
    if (start < 0) {
      return unreadable(text, "it ends inside <think>");
    }
    List<Json.Found> found = new ArrayList<>();
    StringBuilder rest = new StringBuilder(text.substring(0, start));
    int kept = start;
    for (int at = text.indexOf('{', start); at >= 0; at = text.indexOf('{', at)) {
      try {
        Json.Found object = Json.objectAt(text, at);
        if (object.object().containsKey("action")) {
          found.add(object);
          rest.append(text, kept, at);
          kept = object.end();
        }
        at = object.end();
      } catch (Json.BadJson e) {
        if (OBJECT_START.matcher(text).region(at, text.length()).lookingAt()) {
          return unreadable(text, "its JSON is not valid: " + e.getMessage());
        }
        at++; // a brace in a sentence
      }
    }
    if (found.size() != 1) {
      return unreadable(
          text,
          found.isEmpty()
              ? "it holds no JSON object with an \"action\""
              : "it holds " + found.size() + " JSON objects with an \"action\"; give one");
    }
    rest.append(text, kept, text.length());
    return reply(rest.toString(), found.get(0).object());
  }

  @Override
  public Map<String, Object> observation(Step step, String text) {
    return Json.of("role", "user", "content", text);
  }

  private static Reply reply(String reasoning, Map<String, Object> object) {
    Action action =
        object.get("action") instanceof Map<?, ?> map
            ? Action.of(map.get("name"), Json.object(map))
            : new Action.Unreadable("its \"action\" is not an object");
    return new Reply(reasoning, List.of(new Step("", action)));
  }

  private static Reply unreadable(String text, String why) {
    return new Reply(text, List.of(new Step("", new Action.Unreadable(why))));
  }

  /** Where the reply goes on after a block of thinking before its JSON; -1 if that never ends. */
  private static int afterThinking(String text) {
    int open = text.indexOf("<think>");
    int brace = text.indexOf('{');
    int close = text.indexOf("</think>");
    // Some models leave the opening mark out.
    boolean thinks = open >= 0 ? brace < 0 || open < brace : close >= 0;
    if (!thinks) {
      return 0;
    }
    return close < 0 ? -1 : close + "</think>".length();
  }
}
