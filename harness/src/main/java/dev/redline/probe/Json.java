package dev.redline.probe;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.MissingNode;

/** Reads what a stranger sends as JSON: what is none is a missing node, not an error. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** An object with one string. */
  static String message(String text) {
    return MAPPER.createObjectNode().put("message", text).toString();
  }

  /** A chat completion with one message of a user. */
  static String completion(String text) {
    var request = MAPPER.createObjectNode().put("model", "default");
    request.putArray("messages").addObject().put("role", "user").put("content", text);
    return request.toString();
  }
}
