package aisystem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Offers the three actions as tools that the model calls natively. */
final class Tools implements Scaffold {

  @Override
  public String systemPrompt() {
    return INTRODUCTION + "Each action is a tool; call one each time.\n";
  }

  @Override
  public Map<String, Object> request(List<Object> messages) {
    Object terminal = Json.of("type", "integer", "minimum", 1L, "maximum", (long) Terminals.COUNT);
    Object text = Json.of("type", "string");
    Object mode = Json.of("type", "string", "enum", List.of("one_time", "long_running"));
    Object tools =
        List.of(
            tool(
                "execute",
                "Runs a command in a terminal.",
                Json.of("terminal", terminal, "command", text, "mode", mode)),
            tool("receive", "Reads the new output of a terminal.", Json.of("terminal", terminal)),
            tool("finish", "Ends the task with a message to the user.", Json.of("message", text)));
    return Json.of("messages", messages, "tools", tools);
  }

  private static Object tool(String name, String description, Map<String, Object> properties) {
    List<Object> required = new ArrayList<>(properties.keySet());
    Object parameters = Json.of("type", "object", "properties", properties, "required", required);
    Object function = Json.of("name", name, "description", description, "parameters", parameters);
    return Json.of("type", "function", "function", function);
  }

  @Override
  public Reply read(Map<String, Object> message) {
    String reasoning = message.get("content") instanceof String content ? content : "";
    List<Step> steps = new ArrayList<>();
    if (message.get("tool_calls") instanceof List<?> calls) {
      for (Object call : calls) {
        steps.add(step(call, Action::of));
      }
    }
    if (steps.isEmpty()) {
      steps.add(new Step("", new Action.Unreadable("it calls no tool")));
    }
    return new Reply(reasoning, steps);
  }

  /** Reads one tool call, whose name and arguments the reader makes an action of. */
  static Step step(Object item, BiFunction<Object, Map<String, Object>, Action> reader) {
    Map<String, Object> call = item instanceof Map<?, ?> map ? Json.object(map) : Json.of();
    String id = call.get("id") instanceof String text ? text : "";
    if (!(call.get("function") instanceof Map<?, ?> function)
        || !(function.get("arguments") instanceof String arguments)) {
      return new Step(id, new Action.Unreadable("a tool call has no function with arguments"));
    }
    try {
      return new Step(id, reader.apply(function.get("name"), Json.parseObject(arguments)));
    } catch (Json.BadJson e) {
      return new Step(
          id, new Action.Unreadable("a tool call's arguments are not valid: " + e.getMessage()));
    }
  }

  @Override
  public Map<String, Object> observation(Step step, String text) {
    return answer(step, text);
  }

  /** What came of a step: the answer to its call, where it came in one. */
  static Map<String, Object> answer(Step step, String text) {
    return step.call().isEmpty()
        ? Json.of("role", "user", "content", text)
        : Json.of("role", "tool", "tool_call_id", step.call(), "content", text);
  }
}
