package dev.redline.thought;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Optional;

/**
 * What an AI system asks of its mind.
 *
 * @param model the name that it asks for; says nothing about what thinks
 * @param messages the conversation, oldest first
 * @param tools what it may call; empty where it may only write
 * @param toolUse whether it must call one
 * @param maxTokens of the reply, at least 1; empty where it does not say
 */
public record ThoughtRequest(
    String model,
    List<Message> messages,
    List<Tool> tools,
    ToolUse toolUse,
    Optional<Integer> maxTokens) {
  /** Whether a reply must call a tool. */
  public enum ToolUse {
    /** As the model likes. */
    FREE,
    /** It must call at least one. */
    REQUIRED
  }

  public ThoughtRequest {
    requireNonNull(model, "model");
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    // Logs of before these were there lack them.
    toolUse = requireNonNullElse(toolUse, ToolUse.FREE);
    maxTokens = requireNonNullElse(maxTokens, Optional.<Integer>empty());
  }

  /** A request that leaves the rest to the model. */
  public ThoughtRequest(String model, List<Message> messages, List<Tool> tools) {
    this(model, messages, tools, ToolUse.FREE, Optional.empty());
  }
}
