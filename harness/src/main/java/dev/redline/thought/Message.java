package dev.redline.thought;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param content the text; empty where an assistant only calls tools
 * @param toolCalls what an assistant calls; empty for all other roles
 * @param toolCallId which call a tool's message answers
 */
public record Message(
    Role role, String content, List<ToolCall> toolCalls, Optional<String> toolCallId) {
  /** Who speaks. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL
  }

  public Message {
    requireNonNull(role, "role");
    requireNonNull(content, "content");
    toolCalls = List.copyOf(toolCalls);
    requireNonNull(toolCallId, "toolCallId");
  }

  /** A message of text alone. */
  public static Message of(Role role, String content) {
    return new Message(role, content, List.of(), Optional.empty());
  }
}
