package dev.redline.transcript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one sample of an Inspect log, message by message. */
final class InspectSample {
  private final Reading reading;
  private final Optional<String> model;
  private String id = "";
  private String epoch = "";
  private Optional<String> error = Optional.empty();
  private Map<String, Object> scores = Map.of();

  InspectSample(Reading reading, Optional<String> model) {
    this.reading = reading;
    this.model = model;
  }

  /** Reads the object whose start the parser is at; what was read before it breaks off is kept. */
  void read(JsonParser parser) {
    try {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        field(name, parser);
      }
    } catch (JacksonException e) {
      end(false);
      throw e;
    }
    end(true);
  }

  private void field(String name, JsonParser parser) {
    switch (name) {
      case "id" -> id = scalar(parser);
      case "epoch" -> epoch = scalar(parser);
      case "messages" -> messages(parser);
      case "scores" -> scores = Fields.map(BoundedTree.read(parser));
      case "error" ->
          error =
              Fields.text(Fields.map(BoundedTree.read(parser)), "message")
                  .map(message -> "error: " + message.lines().findFirst().orElse(""));
      default -> parser.skipChildren();
    }
  }

  private static String scalar(JsonParser parser) {
    Object value = BoundedTree.read(parser);
    return value instanceof Double number
        ? Long.toString(number.longValue())
        : value == null ? "" : value.toString();
  }

  private void begin() {
    if (!reading.isOpen() && reading.mayBegin()) {
      String sample = id.isEmpty() ? "sample" : "sample " + id;
      String again = epoch.isEmpty() || epoch.equals("1") ? "" : ", epoch " + epoch;
      reading.begin(new Origin(reading.file(), sample + again, Origin.Form.INSPECT, model));
    }
  }

  private void messages(JsonParser parser) {
    begin();
    if (!reading.isOpen() || parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    var conversation = new Conversation(reading);
    try {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        message(Fields.map(BoundedTree.read(parser)), conversation);
      }
    } finally {
      conversation.endTurn();
    }
  }

  private static void message(Map<String, Object> message, Conversation conversation) {
    List<Object> parts = Fields.list(message.get("content"));
    switch (Fields.word(message, "role")) {
      case "assistant" ->
          conversation.says(
              text(message.get("content"), parts, "text"),
              text(null, parts, "reasoning"),
              calls(Fields.list(message.get("tool_calls"))));
      case "tool", "user" ->
          conversation.hears(
              Excerpt.of(text(message.get("content"), parts, "text"))
                  .and(
                      Excerpt.of(
                          Fields.text(Fields.map(message.get("error")), "message").orElse(""))));
      default -> {
        // the system's word is no one's answer
      }
    }
  }

  /** A content is a text, or parts of which some are. */
  private static String text(@Nullable Object content, List<Object> parts, String kind) {
    if (content instanceof String text) {
      return text;
    }
    List<String> texts = new ArrayList<>();
    for (Object part : parts) {
      Fields.text(Fields.map(part), kind).ifPresent(texts::add);
    }
    return String.join("\n", texts);
  }

  private static List<Action> calls(List<Object> calls) {
    List<Action> actions = new ArrayList<>();
    for (Object item : calls) {
      Map<String, Object> call = Fields.map(item);
      Optional<String> broken = Fields.text(call, "parse_error");
      actions.add(
          broken.isPresent()
              ? new Action.Unreadable(broken.get().lines().findFirst().orElse(""))
              : Actions.of(
                  Fields.word(call, "function"),
                  new LinkedHashMap<>(Fields.map(call.get("arguments")))));
    }
    return actions;
  }

  private void end(boolean whole) {
    if (whole) {
      begin(); // a sample without messages is one all the same
    }
    if (!reading.isOpen()) {
      return;
    }
    Optional<String> scored = score();
    reading.end(
        new Ending(
            error.or(() -> scored.map(InspectSample::inWords)),
            error.isPresent() ? Optional.empty() : scored.flatMap(InspectSample::success),
            Optional.empty(),
            Optional.empty()));
  }

  /** What the first scorer gave. */
  private Optional<String> score() {
    return scores.values().stream()
        .findFirst()
        .map(score -> Fields.word(Fields.map(score), "value"))
        .filter(value -> !value.isEmpty());
  }

  /** Inspect's letters, and the numbers that it makes of them. */
  private static String inWords(String value) {
    return switch (value) {
      case "C" -> "correct";
      case "I" -> "incorrect";
      case "P" -> "partial";
      case "N" -> "no answer";
      default -> "score " + (value.endsWith(".0") ? value.substring(0, value.length() - 2) : value);
    };
  }

  private static Optional<Boolean> success(String value) {
    return switch (value) {
      case "C", "1.0", "true" -> Optional.of(true);
      case "I", "N", "0.0", "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
