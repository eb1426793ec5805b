package dev.redline.broker;

import static java.util.Objects.requireNonNull;

import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One turn of an AI system's agent, written in the form in which the request wants it: as native
 * tool calls where the request has tools, else as the planner's JSON object.
 */
public sealed interface Step {
  /** How a command is run. */
  enum Mode {
    ONE_TIME,
    LONG_RUNNING
  }

  /** Runs a command in a terminal (1 to 5). */
  record Execute(int terminal, String command, Mode mode) implements Step {
    public Execute {
      requireNonNull(command, "command");
      requireNonNull(mode, "mode");
    }
  }

  /** Reads a terminal's new output. */
  record Receive(int terminal) implements Step {}

  /** Ends the task. */
  record Finish(String message) implements Step {
    public Finish {
      requireNonNull(message, "message");
    }
  }

  /** Plain text without an action: an agent cannot read it, a client of an LLM server can. */
  record Garbage(String text) implements Step {
    public Garbage {
      requireNonNull(text, "text");
    }
  }

  /** The reply with which a mind takes this turn, in the form that the request asks for. */
  default ThoughtReply replyTo(ThoughtRequest request) {
    return replyTo(request, "The next step follows from the last result.");
  }

  /**
   * As {@link #replyTo(ThoughtRequest)}, with the reason that the mind gives for the turn.
   *
   * @param why in words; the planner's explanation, or the text beside the tool call
   */
  default ThoughtReply replyTo(ThoughtRequest request, String why) {
    if (BareForm.is(request)) {
      return BareForm.reply(this, request, why);
    }
    JsonMapper json = Wire.JSON;
    ObjectNode action = json.createObjectNode();
    String name =
        switch (this) {
          case Execute(int terminal, String command, Mode mode) -> {
            action.put("terminal", terminal).put("command", command);
            action.put("mode", mode.name().toLowerCase(Locale.ROOT));
            yield "execute";
          }
          case Receive(int terminal) -> {
            action.put("terminal", terminal);
            yield "receive";
          }
          case Finish(String message) -> {
            action.put("message", message);
            yield "finish";
          }
          case Garbage _ -> "";
        };
    if (this instanceof Garbage(String text)) {
      return ThoughtReply.of(text);
    }
    if (!request.tools().isEmpty()) {
      // Numbered by the conversation, so that no id comes twice in it.
      var call = new ToolCall("call_" + request.messages().size(), name, action.toString());
      return new ThoughtReply(why, "", List.of(call), ThoughtReply.Finish.TOOL_CALLS, Usage.NONE);
    }
    ObjectNode reply = json.createObjectNode();
    reply.put("explanation", why).put("gaps", "None that matter now.").put("findings", "");
    reply.putArray("plan").add("Do the next step.").add("Look at its result.").add("Finish.");
    reply.set("action", json.createObjectNode().put("name", name).setAll(action));
    return ThoughtReply.of(reply.toString());
  }
}
