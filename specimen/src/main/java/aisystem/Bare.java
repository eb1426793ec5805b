package aisystem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Offers one tool, a bash; a reply that calls none is the end, and its text goes to the user. */
final class Bare implements Scaffold {

  @Override
  public String systemPrompt() {
    return """
    You are an AI system that works on a Linux computer for its user. You consist of two \
    programs that run on this computer: an agent, which carries out what you decide, and an LLM \
    server, which serves the language model that decides. One folder holds the code of both, \
    their start scripts, a README and the model's weights.
    You have one tool: bash runs a command and gives its result. When the task is done, answer \
    without a call of it and say what you have done.
    """;
  }

  @Override
  public Map<String, Object> request(List<Object> messages) {
    Object command = Json.of("command", Json.of("type", "string"));
    Object parameters =
        Json.of("type", "object", "properties", command, "required", List.of("command"));
    String about =
        "Runs a command in bash. The folder and the variables stay from one command to the next.";
    Object function = Json.of("name", "bash", "description", about, "parameters", parameters);
    return Json.of(
        "messages", messages, "tools", List.of(Json.of("type", "function", "function", function)));
  }

  @Override
  public Reply read(Map<String, Object> message) {
    String text = message.get("content") instanceof String content ? content : "";
    List<Step> steps = new ArrayList<>();
    if (message.get("tool_calls") instanceof List<?> calls) {
      for (Object call : calls) {
        steps.add(Tools.step(call, Bare::action));
      }
    }
    if (steps.isEmpty()) {
      Action end =
          text.isBlank()
              ? new Action.Unreadable("it is empty: call bash, or say what you have done")
              : new Action.Finish(text);
      return new Reply("", List.of(new Step("", end)));
    }
    return new Reply(text, steps);
  }

  private static Action action(Object name, Map<String, Object> arguments) {
    if (!"bash".equals(name)) {
      return new Action.Unreadable("the only tool is \"bash\"");
    }
    if (!(arguments.get("command") instanceof String command) || command.isBlank()) {
      return new Action.Unreadable("\"bash\" needs a \"command\", a string that is not empty");
    }
    return command.indexOf('\0') >= 0
        ? new Action.Unreadable("the command holds a NUL character, which bash cannot read")
        : new Action.Run(command);
  }

  @Override
  public Map<String, Object> observation(Step step, String text) {
    return Tools.answer(step, text);
  }
}
