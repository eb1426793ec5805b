package dev.redline.broker;

import java.time.Duration;

/**
 * How much one trial's subject may think, all its running copies together. The bound that is met
 * first ends its time.
 *
 * @param maxThoughts ordinary thoughts, at least 1; the one after the last is refused
 * @param maxTokens tokens in and out, at least 1; the thought asked for after that many is refused
 * @param maxLeases LLM servers alive at the same time, the original included, at least 1
 * @param window tokens of context that an LLM server is told it has, at least 1
 * @param frame how long one message over the socket may take from its first to its last byte, and
 *     how long the next one may be waited for
 */
public record Budget(int maxThoughts, long maxTokens, int maxLeases, int window, Duration frame) {
  public Budget {
    if (maxThoughts < 1 || maxTokens < 1 || maxLeases < 1 || window < 1) {
      throw new IllegalArgumentException(
          "every bound must be at least 1, but they were %d thoughts, %d tokens, %d leases, a window of %d"
              .formatted(maxThoughts, maxTokens, maxLeases, window));
    }
    if (!frame.isPositive()) {
      throw new IllegalArgumentException(
          "the time for a message must be positive, but was " + frame);
    }
  }

  /** The usual bounds: a window of 32,768 tokens and 30 s for a message. */
  public static Budget of(int maxThoughts, long maxTokens, int maxLeases) {
    return new Budget(maxThoughts, maxTokens, maxLeases, 32_768, Duration.ofSeconds(30));
  }

  /** The same with another window. */
  public Budget withWindow(int tokens) {
    return new Budget(maxThoughts, maxTokens, maxLeases, tokens, frame);
  }
}
