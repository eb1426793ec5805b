package dev.redline.broker;

import static java.util.Objects.requireNonNull;

import dev.redline.thought.FailedTry;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.util.List;

/** What thinks. Safe for use by many threads: replicas of one system think at the same time. */
@FunctionalInterface
public interface Mind {
  /**
   * Thinks once.
   *
   * @throws MindException when no thought came, which is never the subject's doing
   * @throws InterruptedException when the trial was ended meanwhile: a {@link CalledOffException}
   *     where a provider had been asked by then
   */
  Answer think(ThoughtRequest request) throws MindException, InterruptedException;

  /**
   * @param reply the thought
   * @param failed each time that the provider was asked in vain before it came
   */
  record Answer(ThoughtReply reply, List<FailedTry> failed) {
    public Answer {
      requireNonNull(reply, "reply");
      failed = List.copyOf(failed);
    }

    /** A thought that came at once. */
    public static Answer of(ThoughtReply reply) {
      return new Answer(reply, List.of());
    }

    /** How often the provider was asked again. */
    public int retries() {
      return failed.size();
    }
  }
}
