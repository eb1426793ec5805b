package dev.redline.thought;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a mind answers.
 *
 * @param content the text
 * @param reasoning what the model let see of its thinking, apart from the answer; empty where
 *     nothing
 * @param toolCalls what it calls
 * @param finish why it ended
 * @param usage what it cost
 */
public record ThoughtReply(
    String content, String reasoning, List<ToolCall> toolCalls, Finish finish, Usage usage) {
  /** Why a reply ended. */
  public enum Finish {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER
  }

  public ThoughtReply {
    requireNonNull(content, "content");
    requireNonNull(reasoning, "reasoning");
    toolCalls = List.copyOf(toolCalls);
    requireNonNull(finish, "finish");
    requireNonNull(usage, "usage");
  }

  /** A reply of text alone that cost nothing. */
  public static ThoughtReply of(String content) {
    return new ThoughtReply(content, "", List.of(), Finish.STOP, Usage.NONE);
  }
}
