package dev.redline.app;

import java.util.Optional;

/** What checks a sealed run; handed to {@code verify}. */
interface SealCheck {
  /**
   * The outcome of a check.
   *
   * @param trials sealed trials looked at
   * @param firstBroken the first hash, link, signature or verdict that does not hold, in a sentence
   */
  record Checked(int trials, Optional<String> firstBroken) {}

  /**
   * Checks every hash, link and signature of a run.
   *
   * @param rejudge also judges each trial anew from its sealed evidence, and compares
   * @throws CommandFailure as wrong usage when there is no such run
   */
  Checked check(String run, boolean rejudge);
}
