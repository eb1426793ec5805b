package dev.redline.thought;

/**
 * Tokens as the provider counted them; both 0 where it did not.
 *
 * @param inputTokens at least 0
 * @param outputTokens at least 0
 */
public record Usage(long inputTokens, long outputTokens) {
  public static final Usage NONE = new Usage(0, 0);

  public Usage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          "tokens must be at least 0, but were %d in, %d out".formatted(inputTokens, outputTokens));
    }
  }
}
