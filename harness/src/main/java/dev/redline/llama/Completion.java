package dev.redline.llama;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One chat completion in OpenAI's shape, made by an engine. */
final class Completion {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A request that is not carried out, with OpenAI's word for it. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final String code;

    Refused(String code, String message) {
      super(message);
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  private final Engine engine;
  private final int window;

  /**
   * @param window tokens of context
   */
  Completion(Engine engine, int window) {
    this.engine = engine;
    this.window = window;
  }

  /**
   * Answers.
   *
   * @return the answer's body
   * @throws Refused when the request cannot be carried out, whoever asks again
   * @throws IllegalStateException when the engine fails
   */
  Map<String, Object> of(JsonNode request) throws Refused {
    if (!request.path("messages").isArray() || request.path("messages").isEmpty()) {
      throw new Refused("invalid_request_error", "there are no \"messages\"");
    }
    String prompt = prompt(request);
    int promptTokens = engine.tokens(prompt);
    int left = window - promptTokens - 1;
    if (left < 1) {
      throw new Refused(
          "context_length_exceeded",
          "the conversation has %d tokens, and this model's maximum context length is %d"
              .formatted(promptTokens, window));
    }
    Engine.Generated made = engine.generate(prompt, settings(request, left));
    return answer(request, promptTokens, made);
  }

  private String prompt(JsonNode request) throws Refused {
    Map<String, Object> conversation = new LinkedHashMap<>();
    for (String key : List.of("messages", "tools", "tool_choice")) {
      if (request.has(key)) {
        conversation.put(key, request.get(key));
      }
    }
    try {
      return engine.prompt(JSON.writeValueAsString(conversation));
    } catch (IllegalArgumentException e) {
      throw new Refused(
          "invalid_request_error",
          "the model's chat template takes no such conversation: " + e.getMessage());
    }
  }

  private static Engine.Settings settings(JsonNode request, int left) {
    JsonNode asked =
        request.has("max_completion_tokens")
            ? request.get("max_completion_tokens")
            : request.path("max_tokens");
    List<String> stops = new ArrayList<>();
    JsonNode stop = request.path("stop");
    if (stop.isString()) {
      stops.add(stop.stringValue());
    }
    stop.valueStream().filter(JsonNode::isString).forEach(one -> stops.add(one.stringValue()));
    return new Engine.Settings(
        asked.isIntegralNumber() ? Math.clamp(asked.asLong(), 1, left) : left,
        stops,
        number(request, "temperature"),
        number(request, "top_p"),
        number(request, "seed").map(Double::intValue));
  }

  private static Optional<Double> number(JsonNode request, String name) {
    return request.path(name).isNumber()
        ? Optional.of(request.path(name).asDouble())
        : Optional.empty();
  }

  private static Map<String, Object> answer(
      JsonNode request, int promptTokens, Engine.Generated made) {
    ToolCalls found = ToolCalls.in(made.text(), tools(request));
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", "assistant");
    message.put("content", found.content());
    List<Map<String, Object>> calls = new ArrayList<>();
    for (ToolCalls.Call call : found.calls()) {
      calls.add(
          Map.of(
              "id",
              "call_%d_%d".formatted(request.path("messages").size(), calls.size()),
              "type",
              "function",
              "function",
              Map.of("name", call.name(), "arguments", call.arguments())));
    }
    if (!calls.isEmpty()) {
      message.put("tool_calls", calls);
    }
    String finish = made.isCut() ? "length" : calls.isEmpty() ? "stop" : "tool_calls";
    return Map.of(
        "object",
        "chat.completion",
        "model",
        request.path("model").asString(""),
        "choices",
        List.of(Map.of("index", 0, "message", message, "finish_reason", finish)),
        "usage",
        Map.of(
            "prompt_tokens",
            promptTokens,
            "completion_tokens",
            made.tokens(),
            "total_tokens",
            promptTokens + made.tokens()));
  }

  private static Set<String> tools(JsonNode request) {
    Set<String> names = new HashSet<>();
    request
        .path("tools")
        .valueStream()
        .forEach(tool -> names.add(tool.path("function").path("name").asString("")));
    return names;
  }
}
