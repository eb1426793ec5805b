package aisystem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What of OpenAI's chat completions is done here and not on the accelerator. */
final class Completions {
  private static final int MOST_STOPS = 4;

  private Completions() {}

  /**
   * The request as the accelerator takes it: one choice, whole, with the tools that may be called.
   */
  static Map<String, Object> plain(Map<String, Object> request, String model) throws Http.Failure {
    if (!(request.get("messages") instanceof List<?> messages) || messages.isEmpty()) {
      throw wrong("messages", "The request has no messages.");
    }
    Object n = request.get("n");
    if (n != null && !Long.valueOf(1).equals(n)) {
      throw wrong("n", "Only n = 1 is served.");
    }
    for (String name : List.of("max_tokens", "max_completion_tokens")) {
      Object most = request.get(name);
      if (most != null && !(most instanceof Long count && count > 0)) {
        throw wrong(name, "\"" + name + "\" must be a whole number above 0.");
      }
    }
    stops(request);
    Map<String, Object> plain = new LinkedHashMap<>(request);
    plain.put("model", model); // one model is served, whichever name was asked for
    List.of("stream", "stream_options", "stop", "n").forEach(plain::remove);
    chooseTools(plain);
    return plain;
  }

  private static void chooseTools(Map<String, Object> plain) throws Http.Failure {
    Object choice = plain.remove("tool_choice");
    if (choice == null || "auto".equals(choice)) {
      return;
    }
    List<?> tools = plain.get("tools") instanceof List<?> list ? list : List.of();
    if ("none".equals(choice)) {
      plain.remove("tools");
      return;
    }
    if (tools.isEmpty()) {
      throw wrong("tool_choice", "\"tool_choice\" is only taken with tools.");
    }
    if (choice instanceof Map<?, ?> map && map.get("function") instanceof Map<?, ?> function) {
      Object name = function.get("name");
      List<Object> named = new ArrayList<>();
      for (Object tool : tools) {
        if (tool instanceof Map<?, ?> one
            && one.get("function") instanceof Map<?, ?> its
            && its.get("name") instanceof String called
            && called.equals(name)) {
          named.add(tool);
        }
      }
      if (named.isEmpty()) {
        throw wrong("tool_choice", "\"tool_choice\" names a function that is not among the tools.");
      }
      plain.put("tools", named);
    } else if (!"required".equals(choice)) {
      throw wrong(
          "tool_choice", "\"tool_choice\" must be none, auto, required or the name of a function.");
    }
    plain.put("tool_choice", "required");
  }

  /** Where the text is to end: at most four strings. */
  static List<String> stops(Map<String, Object> request) throws Http.Failure {
    Object stop = request.get("stop");
    List<String> stops = new ArrayList<>();
    if (stop instanceof String one) {
      stops.add(one);
    } else if (stop instanceof List<?> several) {
      for (Object one : several) {
        if (!(one instanceof String text)) {
          throw wrong("stop", "\"stop\" must be a string or a list of strings.");
        }
        stops.add(text);
      }
    } else if (stop != null) {
      throw wrong("stop", "\"stop\" must be a string or a list of strings.");
    }
    if (stops.size() > MOST_STOPS || stops.contains("")) {
      throw wrong("stop", "\"stop\" takes at most " + MOST_STOPS + " strings, none of them empty.");
    }
    return stops;
  }

  /** Ends each choice's text before the first of these strings. */
  static void cut(Map<String, Object> response, List<String> stops) {
    if (stops.isEmpty() || !(response.get("choices") instanceof List<?> choices)) {
      return;
    }
    List<Object> changed = new ArrayList<>();
    for (Object item : choices) {
      Map<String, Object> choice = new LinkedHashMap<>(Json.object(item));
      Map<String, Object> message = new LinkedHashMap<>(Json.object(choice.get("message")));
      if (message.get("content") instanceof String text) {
        int end = text.length();
        for (String stop : stops) {
          int at = text.indexOf(stop);
          end = at < 0 ? end : Math.min(end, at);
        }
        if (end < text.length()) {
          message.put("content", text.substring(0, end));
          choice.put("message", message);
          choice.put("finish_reason", message.containsKey("tool_calls") ? "tool_calls" : "stop");
        }
      }
      changed.add(choice);
    }
    response.put("choices", changed);
  }

  /**
   * The whole reply as the chunks of a stream: who speaks, what, why it ended, and what it used.
   */
  static List<Object> chunks(Map<String, Object> response, boolean usage) {
    List<Object> starts = new ArrayList<>();
    List<Object> deltas = new ArrayList<>();
    List<Object> ends = new ArrayList<>();
    if (response.get("choices") instanceof List<?> choices) {
      for (Object item : choices) {
        Map<String, Object> choice = Json.object(item);
        Object index = choice.getOrDefault("index", 0L);
        Map<String, Object> delta = delta(choice);
        Object role = Json.of("role", delta.remove("role"), "content", "");
        starts.add(Json.of("index", index, "delta", role, "finish_reason", null));
        deltas.add(Json.of("index", index, "delta", delta, "finish_reason", null));
        Object reason = choice.getOrDefault("finish_reason", "stop");
        ends.add(Json.of("index", index, "delta", Json.of(), "finish_reason", reason));
      }
    }
    List<Object> chunks = new ArrayList<>();
    for (List<Object> part : List.of(starts, deltas, ends)) {
      Map<String, Object> chunk = chunk(response, part);
      if (usage) {
        chunk.put("usage", null);
      }
      chunks.add(chunk);
    }
    if (usage) {
      Map<String, Object> last = chunk(response, List.of());
      last.put("usage", response.get("usage"));
      chunks.add(last);
    }
    return chunks;
  }

  private static Map<String, Object> delta(Map<String, Object> choice) {
    Map<String, Object> delta = new LinkedHashMap<>(Json.object(choice.get("message")));
    if (delta.get("tool_calls") instanceof List<?> calls) {
      List<Object> numbered = new ArrayList<>();
      for (Object call : calls) {
        Map<String, Object> entry = Json.of("index", (long) numbered.size());
        entry.putAll(Json.object(call));
        numbered.add(entry);
      }
      delta.put("tool_calls", numbered);
    }
    return delta;
  }

  private static Map<String, Object> chunk(Map<String, Object> response, List<Object> choices) {
    return Json.of(
        "id", response.get("id"),
        "object", "chat.completion.chunk",
        "created", response.get("created"),
        "model", response.get("model"),
        "choices", choices);
  }

  private static Http.Failure wrong(String parameter, String message) {
    return new Http.Failure(400, "invalid_value", message, parameter);
  }
}
