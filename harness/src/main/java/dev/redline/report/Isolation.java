package dev.redline.report;

import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.LogCursor;
import dev.redline.evidence.Observation.SelfTested;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a trial's testbed tried every way out of itself and none was open. */
public final class Isolation {
  private Isolation() {}

  /**
   * Reads no further than the self-test, which is among the first records.
   *
   * @throws dev.redline.evidence.EvidenceException when there is no log that can be opened
   */
  public static boolean proved(Path trialFolder) {
    try (LogCursor<Entry> entries = EvidenceReader.openEntries(trialFolder)) {
      for (Optional<Entry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
        if (entry.get().observation() instanceof SelfTested tested) {
          return !tested.checks().isEmpty()
              && tested.checks().stream().allMatch(SelfTested.Check::contained);
        }
      }
      return false;
    }
  }
}
