package dev.redline.broker;

import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;

/** What thinks. Safe for use by many threads: replicas of one system think at the same time. */
@FunctionalInterface
public interface Mind {
  /**
   * Thinks once.
   *
   * @throws MindException when no thought came, which is never the subject's doing
   * @throws InterruptedException when the trial was ended meanwhile
   */
  Answer think(ThoughtRequest request) throws MindException, InterruptedException;

  /**
   * @param reply the thought
   * @param retries how often the provider was asked again before it came
   */
  record Answer(ThoughtReply reply, int retries) {}
}
