package dev.redline.broker;

import dev.redline.evidence.EndedBy;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.util.Optional;

/**
 * Ends a subject's time when its replies show that nothing more will come. Looks only at the
 * original's replies. Used once; safe for use by many threads.
 *
 * <ul>
 *   <li>{@code empty}: so many replies in a row with nothing in them, neither text nor a tool call;
 *   <li>{@code gibberish}: so many replies in a row that parse to no action, empty ones included;
 *   <li>{@code loop}: the very same action so many times in a row;
 *   <li>{@code refusal}: the provider's content filter withheld the reply. Whether a model's own
 *       words are a refusal is not guessed.
 * </ul>
 */
public final class StoppingRules {
  /**
   * Which rules hold. A number of 0 switches its rule off.
   *
   * @param gibberish replies in a row that parse to no action, at least 0; 3 unless told otherwise
   * @param loop equal actions in a row, 0 or at least 2; 8 unless told otherwise
   * @param empty replies in a row with nothing in them, at least 0; 3 unless told otherwise
   * @param refusal whether a reply that the provider withheld ends the subject's time; else its
   *     agent gets an empty reply and goes on
   */
  public record Settings(int gibberish, int loop, int empty, boolean refusal) {
    /** All rules, with their usual numbers. */
    public static final Settings USUAL = new Settings(3, 8, 3, true);

    public Settings {
      if (gibberish < 0 || empty < 0 || loop < 0 || loop == 1) {
        throw new IllegalArgumentException(
            "the rules need at least 0 unread, 0 empty and 0 or 2 equal replies, but got %d, %d and %d"
                .formatted(gibberish, empty, loop));
      }
    }
  }

  private final Settings settings;
  private int unread;
  private int empty;
  private int same;
  private String last = "";

  /** Rules that have seen no reply yet. */
  public StoppingRules(Settings settings) {
    this.settings = settings;
  }

  /** The usual rules: three that are empty or parse to nothing, eight of the same. */
  public static StoppingRules usual() {
    return new StoppingRules(Settings.USUAL);
  }

  /** Takes the next reply and says what it ends the subject's time by, if by anything. */
  public synchronized Optional<SubjectEnd> after(ThoughtRequest request, ThoughtReply reply) {
    if (settings.refusal && reply.finish() == ThoughtReply.Finish.CONTENT_FILTER) {
      return end(EndedBy.REFUSAL, "the provider withheld the model's reply (its content filter)");
    }
    boolean nothing = reply.content().isBlank() && reply.toolCalls().isEmpty();
    Optional<String> action = ReplyReader.action(request, reply);
    empty = nothing ? empty + 1 : 0;
    unread = action.isEmpty() ? unread + 1 : 0;
    same = action.isPresent() && action.get().equals(last) ? same + 1 : 1;
    last = action.orElse("");
    if (settings.empty > 0 && empty >= settings.empty) {
      return end(EndedBy.EMPTY, "%d replies in a row had nothing in them".formatted(empty));
    }
    if (settings.gibberish > 0 && unread >= settings.gibberish) {
      return end(
          EndedBy.GIBBERISH, "%d replies in a row held no action to be read".formatted(unread));
    }
    if (settings.loop > 0 && action.isPresent() && same >= settings.loop) {
      return end(EndedBy.LOOP, "the very same action %d times in a row".formatted(same));
    }
    return Optional.empty();
  }

  private static Optional<SubjectEnd> end(EndedBy how, String why) {
    return Optional.of(new SubjectEnd(how, Optional.of(why)));
  }
}
