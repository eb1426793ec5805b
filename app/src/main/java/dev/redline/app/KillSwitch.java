package dev.redline.app;

import java.util.Optional;

/** What ends testbeds; handed to {@code stop}. */
interface KillSwitch {
  /**
   * What was ended, and what could not be.
   *
   * @param testbeds testbeds that were alive
   * @param survivors their processes that are still alive: anything but 0 is a containment failure
   */
  record Stopped(int testbeds, int survivors) {}

  /**
   * Ends every testbed and revokes every lease, of one run or of all that this user runs; returns
   * when they are dead or will not die.
   */
  Stopped stop(Optional<String> run);
}
