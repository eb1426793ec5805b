package dev.redline.behaviour;

import java.util.List;
import java.util.stream.Stream;

/** All detectors. */
public final class Detectors {
  private Detectors() {}

  /** Every detector, in the order in which they are listed; the last five read the thoughts. */
  public static List<Detector> all() {
    return Stream.of(
            Ends.rules(),
            Scans.rules(),
            Tools.rules(),
            Tampering.rules(),
            Reaches.rules(),
            Copies.rules(),
            Sayings.rules())
        .flatMap(List::stream)
        .map(Detector.class::cast)
        .toList();
  }
}
