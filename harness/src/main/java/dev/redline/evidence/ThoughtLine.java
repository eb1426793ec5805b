package dev.redline.evidence;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.redline.thought.FailedTry;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import java.util.List;
import java.util.Optional;

/**
 * A record of the log of thoughts. A conversation is repeated in full with each request; here each
 * message and tool stands once, before the first thought that has it, and thoughts refer to it by
 * number.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
sealed interface ThoughtLine {
  /** A message; messages are numbered from 0 in their order. */
  @JsonTypeName("message")
  record MessageLine(int number, Message message) implements ThoughtLine {}

  /** A tool; tools are numbered from 0 in their order. */
  @JsonTypeName("tool")
  record ToolLine(int number, Tool tool) implements ThoughtLine {}

  /** A thought, with the numbers of what it was asked. */
  @JsonTypeName("thought")
  record ReferringThought(
      String id,
      String lease,
      double askedAtSeconds,
      double answeredAtSeconds,
      Optional<String> challenge,
      String model,
      List<Integer> messages,
      List<Integer> tools,
      Optional<ThoughtReply> reply,
      Optional<String> failure,
      int retries,
      List<FailedTry> failedTries,
      ThoughtRequest.ToolUse toolUse,
      Optional<Integer> maxTokens)
      implements ThoughtLine {
    // Logs of before the last three were there lack them.
    public ReferringThought {
      failedTries = requireNonNullElse(failedTries, List.of());
      toolUse = requireNonNullElse(toolUse, ThoughtRequest.ToolUse.FREE);
    }
  }
}
