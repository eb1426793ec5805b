package dev.redline.export;

import dev.redline.evidence.EvidenceJson;
import dev.redline.thought.Message;
import dev.redline.thought.Tool;
import dev.redline.thought.ToolCall;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A sample's messages in Inspect's form. Each stands once in a pool to which model events refer, as
 * Inspect itself writes them: a conversation that grows by a turn a step would otherwise grow with
 * the square of its length. For one thread.
 */
final class InspectMessages {
  private final IdentityHashMap<Message, Integer> places = new IdentityHashMap<>();
  private final List<Map<String, Object>> pool = new ArrayList<>();

  /** The places of messages in the pool; those that are new come into it. */
  List<Integer> refer(List<Message> messages) {
    return messages.stream().map(this::place).toList();
  }

  private int place(Message message) {
    return places.computeIfAbsent(
        message,
        one -> {
          pool.add(message(one, "m" + pool.size()));
          return pool.size() - 1;
        });
  }

  /** Every message, each once, in the order in which they came. */
  List<Map<String, Object>> all() {
    return pool;
  }

  /** Runs of neighbours: begin, and the end that is not one of them. */
  static List<List<Integer>> ranges(List<Integer> refs) {
    List<List<Integer>> ranges = new ArrayList<>();
    int begin = 0;
    for (int i = 1; i <= refs.size(); i++) {
      if (i == refs.size() || refs.get(i) != refs.get(i - 1) + 1) {
        ranges.add(List.of(refs.get(begin), refs.get(i - 1) + 1));
        begin = i;
      }
    }
    return ranges;
  }

  private static Map<String, Object> message(Message message, String id) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("role", message.role().name().toLowerCase(Locale.ROOT));
    json.put("content", message.content());
    if (!message.toolCalls().isEmpty()) {
      json.put("tool_calls", message.toolCalls().stream().map(InspectMessages::call).toList());
    }
    message.toolCallId().ifPresent(call -> json.put("tool_call_id", call));
    return json;
  }

  static Map<String, Object> call(ToolCall call) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", call.id());
    json.put("function", call.name());
    json.put("type", "function");
    try {
      JsonNode arguments = EvidenceJson.mapper().readTree(call.arguments());
      if (arguments.isObject()) {
        json.put("arguments", arguments);
        return json;
      }
      json.put("parse_error", "the arguments are no JSON object");
    } catch (JacksonException e) {
      json.put("parse_error", "the arguments are no JSON");
    }
    json.put("arguments", Map.of("as_written", call.arguments()));
    return json;
  }

  static Map<String, Object> tool(Tool tool) {
    return Map.of("name", tool.name(), "description", tool.description());
  }
}
