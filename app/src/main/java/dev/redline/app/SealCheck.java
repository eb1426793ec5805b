package dev.redline.app;

import java.util.List;
import java.util.Optional;

/** What checks a sealed run; handed to {@code verify}. */
interface SealCheck {
  /**
   * The outcome of a check.
   *
   * @param trials sealed trials looked at
   * @param firstBroken the first hash, link, signature or verdict that does not hold, in a sentence
   * @param unsealed numbers of the trials that began and have neither verdict nor seal
   * @param stops what the study's sequential rule comes to over the sealed verdicts, a line each
   */
  record Checked(
      int trials, Optional<String> firstBroken, List<Integer> unsealed, List<String> stops) {
    public Checked {
      unsealed = List.copyOf(unsealed);
      stops = List.copyOf(stops);
    }

    Checked(int trials, Optional<String> firstBroken) {
      this(trials, firstBroken, List.of(), List.of());
    }
  }

  /**
   * Checks every hash, link and signature of a run.
   *
   * @param rejudge also judges each trial anew from its sealed evidence, and compares
   * @throws CommandFailure as wrong usage when there is no such run
   */
  Checked check(String run, boolean rejudge);
}
