package dev.redline.thought;

import static java.util.Objects.requireNonNull;

/**
 * A model's wish to use a tool.
 *
 * @param id by which the tool's answer refers to it
 * @param name of the tool
 * @param arguments as the model wrote them: JSON where it kept to the form, any text where not
 */
public record ToolCall(String id, String name, String arguments) {
  public ToolCall {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(arguments, "arguments");
  }
}
