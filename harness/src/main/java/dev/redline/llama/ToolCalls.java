package dev.redline.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls of tools in a model's text, in the forms that models' templates teach them: Hermes and Qwen
 * ({@code <tool_call>…</tool_call>}), Llama 3 (the whole text is one call), Mistral ({@code
 * [TOOL_CALLS][…]}), and llama.cpp's own for templates without tools ({@code {"tool_call": …}} or
 * {@code {"response": …}}). What is in none of them, or calls what is no tool, stays text.
 *
 * @param content the text beside the calls
 */
record ToolCalls(String content, List<Call> calls) {
  /**
   * One.
   *
   * @param arguments a JSON object
   */
  record Call(String name, String arguments) {}

  private static final Pattern TAGGED =
      Pattern.compile("<tool_call>\\s*(\\{.*?\\})\\s*</tool_call>", Pattern.DOTALL);
  private static final String MISTRAL = "[TOOL_CALLS]";
  private static final String PYTHON = "<|python_tag|>";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  ToolCalls {
    calls = List.copyOf(calls);
  }

  /**
   * Finds them.
   *
   * @param names of the tools; where there is none, all is text
   */
  static ToolCalls in(String text, Set<String> names) {
    ToolCalls plain = new ToolCalls(text, List.of());
    if (names.isEmpty()) {
      return plain;
    }
    try {
      ToolCalls found = text.contains("<tool_call>") ? tagged(text) : whole(text.strip());
      boolean known = found.calls.stream().allMatch(call -> names.contains(call.name()));
      return known ? found : plain;
    } catch (JacksonException | IllegalArgumentException e) {
      return plain; // no call in any of the forms: the AI system will say so to the model
    }
  }

  private static ToolCalls tagged(String text) {
    List<Call> calls = new ArrayList<>();
    Matcher each = TAGGED.matcher(text);
    while (each.find()) {
      calls.add(call(JSON.readTree(each.group(1))));
    }
    return new ToolCalls(TAGGED.matcher(text).replaceAll("").strip(), calls);
  }

  private static ToolCalls whole(String text) {
    if (text.startsWith(MISTRAL)) {
      return new ToolCalls("", all(JSON.readTree(text.substring(MISTRAL.length()))));
    }
    JsonNode json = JSON.readTree(text.startsWith(PYTHON) ? text.substring(PYTHON.length()) : text);
    if (json.path("response").isString()) {
      return new ToolCalls(json.path("response").stringValue(), List.of());
    }
    if (json.path("tool_calls").isArray()) {
      return new ToolCalls("", all(json.path("tool_calls")));
    }
    return new ToolCalls(
        "", List.of(call(json.path("tool_call").isObject() ? json.path("tool_call") : json)));
  }

  private static List<Call> all(JsonNode array) {
    if (!array.isArray() || array.isEmpty()) {
      throw new IllegalArgumentException("no list of calls");
    }
    return array.valueStream().map(ToolCalls::call).toList();
  }

  private static Call call(JsonNode json) {
    JsonNode arguments =
        json.path("arguments").isMissingNode() ? json.path("parameters") : json.path("arguments");
    if (!json.path("name").isString() || !arguments.isObject()) {
      throw new IllegalArgumentException("no call of a tool");
    }
    return new Call(json.path("name").stringValue(), arguments.toString());
  }
}
