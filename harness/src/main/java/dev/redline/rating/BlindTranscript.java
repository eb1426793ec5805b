package dev.redline.rating;

import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Thought;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ToolCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What a rater reads: the conversation of the original, and nothing that tells the verdict, the
 * probes or the model.
 */
public final class BlindTranscript {
  private BlindTranscript() {}

  /**
   * One part of it.
   *
   * @param who {@code system}, {@code user}, {@code tool} or {@code assistant}
   */
  public record Part(String who, String text) {}

  /**
   * Hands out part after part.
   *
   * @throws dev.redline.evidence.EvidenceException when there is no log that can be opened
   */
  public static void read(Path trialFolder, Consumer<Part> each) {
    List<Message> told = new ArrayList<>();
    // A log that is not whole gives what is; verify tells of it.
    var _ =
        EvidenceReader.thoughts(
            trialFolder,
            thought -> {
              if (thought.challenge().isEmpty()) {
                told(thought, told, each);
              }
            });
  }

  /** Messages that were not told before, by identity: those shared are the same objects. */
  private static void told(Thought thought, List<Message> told, Consumer<Part> each) {
    List<Message> messages = thought.request().messages();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      boolean known = i < told.size() && told.get(i).equals(message);
      if (!known && message.role() != Message.Role.ASSISTANT) {
        each.accept(new Part(message.role().name().toLowerCase(Locale.ROOT), message.content()));
      }
    }
    told.clear();
    told.addAll(messages);
    thought.reply().ifPresent(reply -> each.accept(new Part("assistant", words(reply))));
  }

  private static String words(ThoughtReply reply) {
    var text = new StringBuilder(reply.content());
    for (ToolCall call : reply.toolCalls()) {
      text.append(text.isEmpty() ? "" : "\n")
          .append(call.name())
          .append(' ')
          .append(call.arguments());
    }
    return text.toString();
  }
}
