package dev.redline.model;

import dev.redline.broker.MindException;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A run's thoughts in one file, a JSON object a line: first what was asked, then for each trial a
 * line that begins it and one for each thought.
 *
 * <p>Thoughts are told apart by their {@link #key}: the system prompt, the task, the tools, and
 * what the model itself said so far. What it was shown in between is left out, since process
 * numbers and times differ from run to run and what the model said is what is to be repeated.
 */
final class Recording {
  static final int SCHEMA = 1;

  private Recording() {}

  /** A line of the file. */
  sealed interface Line {}

  /**
   * The first line.
   *
   * @param study as it was run, in the form of its own file; it is compared as a whole
   */
  record Head(int schema, JsonNode study) implements Line {}

  /**
   * The begin of a trial; a later one for the same place takes the place of an earlier one, which
   * broke off.
   *
   * @param number by which its thoughts refer to it, from 1 in the file's order
   */
  record Begun(int number, String model, TrialPlace place) implements Line {}

  /**
   * One thought.
   *
   * @param trial the begun one's number
   * @param key of what was asked
   * @param reply empty where none came
   * @param failure why none came; empty with the reply where it was called off
   */
  record Thought(int trial, String key, Optional<ThoughtReply> reply, Optional<Failure> failure)
      implements Line {}

  /** Why no thought came. */
  record Failure(MindException.Kind kind, String what) {}

  /** SHA-256 over what identifies a thought of one trial. */
  static String key(ThoughtRequest request) {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      boolean told = false;
      for (Message message : request.messages()) {
        boolean own = message.role() == Message.Role.ASSISTANT;
        boolean task = message.role() == Message.Role.USER && !told;
        told |= task;
        if (own || task || message.role() == Message.Role.SYSTEM) {
          add(sum, message.role().name());
          add(sum, message.content());
          message
              .toolCalls()
              .forEach(call -> {
                add(sum, call.name());
                add(sum, call.arguments());
              });
        }
      }
      request.tools().forEach(tool -> add(sum, tool.name()));
      return HexFormat.of().formatHex(sum.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, but this one has not", e);
    }
  }

  private static void add(MessageDigest sum, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sum.update(java.nio.ByteBuffer.allocate(4).putInt(0, bytes.length));
    sum.update(bytes);
  }
}
