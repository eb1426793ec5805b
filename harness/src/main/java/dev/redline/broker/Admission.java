package dev.redline.broker;

import dev.redline.linux.ProcessKey;
import java.time.Duration;

/** What a process that asks for a lease meets beside the cap of leases. */
public interface Admission {
  /** Everybody, at once. */
  Admission OPEN =
      new Admission() {
        @Override
        public Duration loading() {
          return Duration.ZERO;
        }

        @Override
        public boolean permits(ProcessKey peer) {
          return true;
        }
      };

  /** How long loading a model takes now. */
  Duration loading();

  /** Whether the process is near enough to the original; else it is one too many. */
  boolean permits(ProcessKey peer);
}
