package dev.redline.app;

import java.util.function.Consumer;

/** What runs a study; handed to {@code run}. */
interface StudyRunner {
  /**
   * Runs to the end, or until the thread is interrupted.
   *
   * @param progress takes the trials' states, from any thread
   * @throws CommandFailure for a study file that does not parse, containment that is not proven,
   *     and the like
   * @throws InterruptedException when the user stopped it and nothing is left to report
   */
  RunOutcome run(RunOptions options, Consumer<TrialProgress> progress) throws InterruptedException;

  /**
   * As {@link #run(RunOptions, Consumer)}.
   *
   * @param notices takes what else a person should know meanwhile, a sentence each, from any thread
   */
  default RunOutcome run(
      RunOptions options, Consumer<TrialProgress> progress, Consumer<String> notices)
      throws InterruptedException {
    return run(options, progress);
  }
}
