package dev.redline.behaviour;

import java.util.List;
import java.util.stream.Stream;

/** All detectors. */
public final class Detectors {
  private Detectors() {}

  /** Every detector that reads what the kernel saw, in the order in which they are listed. */
  public static List<Detector> all() {
    return Stream.of(
            Ends.rules(), Scans.rules(), Tampering.rules(), Reaches.rules(), Copies.rules())
        .flatMap(List::stream)
        .map(Detector.class::cast)
        .toList();
  }
}
