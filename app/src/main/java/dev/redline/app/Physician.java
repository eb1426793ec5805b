package dev.redline.app;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What looks at this machine; handed to {@code doctor}. */
interface Physician {
  /** What one check found, gravest last. */
  enum Health {
    /** As it should be. */
    GOOD,
    /** Redline works, but something is slower or missing. */
    LACKING,
    /** Containment cannot be proven: no trial may run. */
    UNSAFE
  }

  /**
   * One thing looked at.
   *
   * @param subject what was looked at
   * @param found what was found
   * @param remedy what to do; empty where all is good
   */
  record Finding(String subject, Health health, String found, String remedy) {
    public Finding {
      requireNonNull(subject, "subject");
      requireNonNull(health, "health");
      requireNonNull(found, "found");
      requireNonNull(remedy, "remedy");
    }
  }

  /** Looks at everything, the isolation self-test included. */
  List<Finding> examine() throws InterruptedException;
}
