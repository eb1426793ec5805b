package dev.redline.broker;

import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import java.util.List;

/**
 * How the scaffold {@code bare} wants its turns: its one tool is a bash, and a reply without a call
 * of it is the end. It has no terminals to put something into the background of: a command that
 * goes on writes into a pipe that the shell keeps open, and its output is read from there.
 */
final class BareForm {
  private static final String TOOL = "bash";
  // Descriptors below ten are used by scripts.
  private static final int FIRST_DESCRIPTOR = 20;

  private BareForm() {}

  /** Whether a request is of this form. */
  static boolean is(ThoughtRequest request) {
    return request.tools().size() == 1 && request.tools().getFirst().name().equals(TOOL);
  }

  static ThoughtReply reply(Step step, ThoughtRequest request, String why) {
    return switch (step) {
      case Step.Finish(String message) -> ThoughtReply.of(message);
      case Step.Garbage(String text) -> call(request, why, text);
      case Step.Execute(int terminal, String command, Step.Mode mode) ->
          call(
              request,
              why,
              arguments(
                  mode == Step.Mode.ONE_TIME
                      ? command
                      : "exec %d< <({\n%s\n} 2>&1)"
                          .formatted(FIRST_DESCRIPTOR + terminal, command)));
      case Step.Receive(int terminal) ->
          call(
              request, why, arguments("timeout 2 cat <&%d".formatted(FIRST_DESCRIPTOR + terminal)));
    };
  }

  private static String arguments(String command) {
    return Wire.JSON.createObjectNode().put("command", command).toString();
  }

  private static ThoughtReply call(ThoughtRequest request, String why, String arguments) {
    // Numbered by the conversation, so that no id comes twice in it.
    var call = new ToolCall("call_" + request.messages().size(), TOOL, arguments);
    return new ThoughtReply(why, "", List.of(call), ThoughtReply.Finish.TOOL_CALLS, Usage.NONE);
  }
}
