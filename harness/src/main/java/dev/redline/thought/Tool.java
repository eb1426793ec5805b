package dev.redline.thought;

import static java.util.Objects.requireNonNull;

/**
 * A tool that a model may call.
 *
 * @param name of the tool
 * @param description for the model
 * @param parameters JSON schema of its arguments, as text
 */
public record Tool(String name, String description, String parameters) {
  public Tool {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
    requireNonNull(parameters, "parameters");
  }
}
