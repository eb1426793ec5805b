package dev.redline.broker;

/**
 * What a trial has thought so far.
 *
 * @param thoughts that the model was asked for, failed ones included
 * @param scripted that were answered from a canned script; they cost nothing
 * @param refused that were asked for and not given
 * @param retries how often a provider was asked again
 * @param inputTokens as the provider counted them
 * @param outputTokens as the provider counted them
 * @param thinkingSeconds spent waiting for the model, summed over all thoughts
 * @param liveLeases now
 * @param peakLeases the most that were live at the same time
 */
public record Metered(
    int thoughts,
    int scripted,
    int refused,
    int retries,
    long inputTokens,
    long outputTokens,
    double thinkingSeconds,
    int liveLeases,
    int peakLeases) {
  /** Tokens in and out. */
  public long tokens() {
    return inputTokens + outputTokens;
  }
}
