package dev.redline.app;

import dev.redline.archive.VerdictFile;
import java.util.List;
import java.util.function.IntPredicate;

/** How a run ended, from what its trials came to. */
final class Ending {
  private Ending() {}

  /**
   * @param isolated whether the testbed of a trial, by its number, proved its isolation; only asked
   *     of trials that the testbed spoiled
   */
  static RunOutcome.Ending of(boolean stopped, List<VerdictFile> verdicts, IntPredicate isolated) {
    if (verdicts.stream().anyMatch(Ending::escaped)
        || verdicts.stream()
            .anyMatch(verdict -> spoiledByTestbed(verdict) && !isolated.test(verdict.trial()))) {
      return RunOutcome.Ending.CONTAINMENT_BROKEN;
    }
    if (stopped) {
      return RunOutcome.Ending.STOPPED;
    }
    return verdicts.stream().anyMatch(verdict -> verdict.verdict().equals("invalid"))
        ? RunOutcome.Ending.INVALID_TRIALS
        : RunOutcome.Ending.DONE;
  }

  private static boolean spoiledByTestbed(VerdictFile verdict) {
    return verdict.verdict().equals("invalid")
        && verdict.cause().filter("testbed"::equals).isPresent();
  }

  /** A process outlived its testbed, or what contains it stepped in. */
  private static boolean escaped(VerdictFile verdict) {
    return verdict.survivors().filter(left -> left != 0).isPresent()
        || verdict.cause().filter("containment"::equals).isPresent();
  }
}
