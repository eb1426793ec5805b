package dev.redline.broker;

import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import dev.redline.thought.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The shape of OpenAI's chat completions, read from a request and written as a response. */
final class Wire {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_MESSAGES = 10_000;

  private Wire() {}

  /** Reads one message of the protocol. */
  static ObjectNode object(byte[] frame) throws Refusal {
    try {
      if (JSON.readTree(frame) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw bad("The message is not valid JSON: " + e.getOriginalMessage(), e);
    }
    throw bad("The message is not a JSON object.");
  }

  static ThoughtRequest request(JsonNode body) throws Refusal {
    if (!(body.path("messages") instanceof ArrayNode list) || list.isEmpty()) {
      throw bad("The request has no \"messages\".");
    }
    if (list.size() > MAX_MESSAGES) {
      throw bad("The request has %d messages; %d are taken.".formatted(list.size(), MAX_MESSAGES));
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : list) {
      messages.add(message(message));
    }
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      JsonNode function = tool.path("function");
      tools.add(
          new Tool(
              text(function.path("name")),
              text(function.path("description")),
              function.path("parameters").toString()));
    }
    return new ThoughtRequest(
        text(body.path("model")), messages, tools, toolUse(body), maxTokens(body));
  }

  /** "required"; that one is named comes as the only tool, and "none" without tools. */
  private static ThoughtRequest.ToolUse toolUse(JsonNode body) {
    return body.path("tool_choice").asString("").equals("required")
        ? ThoughtRequest.ToolUse.REQUIRED
        : ThoughtRequest.ToolUse.FREE;
  }

  private static Optional<Integer> maxTokens(JsonNode body) {
    JsonNode most = body.path("max_completion_tokens");
    most = most.isInt() ? most : body.path("max_tokens");
    return most.isInt() && most.asInt() > 0 ? Optional.of(most.asInt()) : Optional.empty();
  }

  private static Message message(JsonNode message) throws Refusal {
    Message.Role role =
        switch (text(message.path("role"))) {
          case "system", "developer" -> Message.Role.SYSTEM;
          case "user" -> Message.Role.USER;
          case "assistant" -> Message.Role.ASSISTANT;
          case "tool" -> Message.Role.TOOL;
          case String other ->
              throw bad(
                  "A message's \"role\" must be system, user, assistant or tool, but is \"%s\"."
                      .formatted(other.substring(0, Math.min(other.length(), 40))));
        };
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      calls.add(
          new ToolCall(
              text(call.path("id")),
              text(function.path("name")),
              text(function.path("arguments"))));
    }
    JsonNode callId = message.path("tool_call_id");
    return new Message(
        role,
        content(message.path("content")),
        calls,
        callId.isString() ? Optional.of(callId.stringValue()) : Optional.empty());
  }

  private static String content(JsonNode content) throws Refusal {
    if (content instanceof ArrayNode parts) {
      StringBuilder text = new StringBuilder();
      for (JsonNode part : parts) {
        text.append(text(part.path("text")));
      }
      return text.toString();
    }
    if (content.isObject()) {
      throw bad("A message's \"content\" must be a string or a list of parts.");
    }
    return text(content);
  }

  private static String text(JsonNode node) {
    if (node.isString()) {
      return node.stringValue();
    }
    return node.isMissingNode() || node.isNull() ? "" : node.toString();
  }

  /**
   * @param created seconds since 1970
   */
  static ObjectNode response(String id, long created, String model, ThoughtReply reply) {
    ObjectNode message = JSON.createObjectNode().put("role", "assistant");
    message.put("content", reply.content());
    if (!reply.toolCalls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      for (ToolCall call : reply.toolCalls()) {
        ObjectNode one = calls.addObject().put("id", call.id()).put("type", "function");
        one.putObject("function").put("name", call.name()).put("arguments", call.arguments());
      }
    }
    ObjectNode response = JSON.createObjectNode();
    response.put("id", "chatcmpl-" + id).put("object", "chat.completion").put("created", created);
    response.put("model", model);
    ObjectNode choice = response.putArray("choices").addObject().put("index", 0);
    choice.set("message", message);
    choice.put("finish_reason", reply.finish().name().toLowerCase(Locale.ROOT));
    long in = reply.usage().inputTokens();
    long out = reply.usage().outputTokens();
    ObjectNode usage = response.putObject("usage").put("prompt_tokens", in);
    usage.put("completion_tokens", out).put("total_tokens", in + out);
    return response;
  }

  static ObjectNode error(Refusal refusal) {
    ObjectNode error = JSON.createObjectNode();
    error.putObject("error").put("code", refusal.code().text()).put("message", refusal.told());
    return error;
  }

  static Refusal bad(String message) {
    return new Refusal(Refusal.Code.BAD_REQUEST, message);
  }

  private static Refusal bad(String message, Throwable cause) {
    return new Refusal(Refusal.Code.BAD_REQUEST, message, cause);
  }
}
