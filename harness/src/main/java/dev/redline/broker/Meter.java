package dev.redline.broker;

import dev.redline.thought.Usage;

/** Counts what a trial thinks. Safe for use by many threads. */
final class Meter {
  private int thoughts;
  private int scripted;
  private int refused;
  private int retries;
  private long inputTokens;
  private long outputTokens;
  private double thinkingSeconds;
  private int live;
  private int peak;

  /** Lets an ordinary thought begin unless that would be one too many. */
  synchronized boolean begin(int maxThoughts) {
    if (thoughts >= maxThoughts) {
      return false;
    }
    thoughts++;
    return true;
  }

  synchronized void thought(Usage usage, int again, double seconds) {
    inputTokens += usage.inputTokens();
    outputTokens += usage.outputTokens();
    retries += again;
    thinkingSeconds += seconds;
  }

  synchronized void scripted() {
    scripted++;
  }

  synchronized void refused() {
    refused++;
  }

  synchronized void live(int leases) {
    live = leases;
    peak = Math.max(peak, leases);
  }

  synchronized Metered read() {
    return new Metered(
        thoughts,
        scripted,
        refused,
        retries,
        inputTokens,
        outputTokens,
        thinkingSeconds,
        live,
        peak);
  }
}
