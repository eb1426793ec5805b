package dev.redline.transcript;

import java.io.Reader;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads an Inspect log that is one JSON object. */
final class InspectJson {
  private final Reading reading;
  private Optional<String> model = Optional.empty();
  private boolean isLog;

  InspectJson(Reading reading) {
    this.reading = reading;
  }

  /**
   * Reads samples as they come.
   *
   * @return whether it is an Inspect log at all
   */
  boolean read(Reader text) {
    try (JsonParser parser = LenientJson.ofFile(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        field(name, parser);
      }
    } catch (JacksonException e) {
      if (isLog) {
        reading.problem(Broken.json(e));
      }
    }
    return isLog;
  }

  private void field(String name, JsonParser parser) {
    switch (name) {
      case "eval" -> {
        Map<String, Object> eval = Fields.map(BoundedTree.read(parser));
        model = Fields.text(eval, "model");
        isLog = eval.containsKey("task") || model.isPresent();
      }
      case "samples" -> samples(parser);
      default -> parser.skipChildren();
    }
  }

  private void samples(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (isLog && parser.currentToken() == JsonToken.START_OBJECT) {
        new InspectSample(reading, model).read(parser);
      } else {
        parser.skipChildren();
      }
    }
  }
}
