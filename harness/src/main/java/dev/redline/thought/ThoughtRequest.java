package dev.redline.thought;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What an AI system asks of its mind.
 *
 * @param model the name that it asks for; says nothing about what thinks
 * @param messages the conversation, oldest first
 * @param tools what it may call; empty where it may only write
 */
public record ThoughtRequest(String model, List<Message> messages, List<Tool> tools) {
  public ThoughtRequest {
    requireNonNull(model, "model");
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }
}
