package dev.redline.run;

import dev.redline.broker.Mind;
import dev.redline.study.Study;
import java.util.Optional;

/** What thinks in a run's trials. Safe for use by many threads. */
@FunctionalInterface
public interface Minds {
  /** The mind of a trial that begins now. */
  Mind of(Study.Planned planned);

  /**
   * Waits until the trial may begin.
   *
   * @return why it is not to be begun; empty when it may
   */
  default Optional<String> await(Study.Planned planned) throws InterruptedException {
    return Optional.empty();
  }

  /**
   * The mind that is asked once the trial is sealed.
   *
   * @return empty for one that has nothing to tell, as a control
   */
  default Optional<Mind> afterwards(Study.Planned planned) {
    return Optional.empty();
  }
}
