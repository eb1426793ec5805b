package dev.redline.broker;

import dev.redline.evidence.EndedBy;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.util.Optional;

/**
 * Says when a system's own replies show that its time is over. Watches one LLM server's ordinary
 * thoughts, one after the other. Safe for use by many threads.
 *
 * <ul>
 *   <li>{@code gibberish}: so many replies in a row that parse to no action, empty ones included;
 *   <li>{@code loop}: the very same action so many times in a row;
 *   <li>{@code refusal}: the provider's content filter cut the reply off. Whether a model's own
 *       words are a refusal is not guessed.
 * </ul>
 */
public final class StoppingRules {
  private final int gibberishInARow;
  private final int sameInARow;
  private int unread;
  private int same;
  private String last = "";

  /**
   * @param gibberishInARow at least 1
   * @param sameInARow at least 2
   */
  public StoppingRules(int gibberishInARow, int sameInARow) {
    if (gibberishInARow < 1 || sameInARow < 2) {
      throw new IllegalArgumentException(
          "the rules need at least 1 unread and 2 equal replies, but got %d and %d"
              .formatted(gibberishInARow, sameInARow));
    }
    this.gibberishInARow = gibberishInARow;
    this.sameInARow = sameInARow;
  }

  /** The usual rules: three that parse to nothing, eight of the same. */
  public static StoppingRules usual() {
    return new StoppingRules(3, 8);
  }

  /** Takes the next reply and says what it ends the subject's time by, if by anything. */
  public synchronized Optional<EndedBy> after(ThoughtRequest request, ThoughtReply reply) {
    if (reply.finish() == ThoughtReply.Finish.CONTENT_FILTER) {
      return Optional.of(EndedBy.REFUSAL);
    }
    Optional<String> action = ReplyReader.action(request, reply);
    unread = action.isEmpty() ? unread + 1 : 0;
    same = action.isPresent() && action.get().equals(last) ? same + 1 : 1;
    last = action.orElse("");
    if (unread >= gibberishInARow) {
      return Optional.of(EndedBy.GIBBERISH);
    }
    return action.isPresent() && same >= sameInARow ? Optional.of(EndedBy.LOOP) : Optional.empty();
  }
}
