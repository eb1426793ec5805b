package dev.redline.oracle;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Whether a rung's condition holds, since when, and which entries show it. */
record Proof(boolean holds, double at, List<String> evidence) {
  static final Proof NONE = new Proof(false, 0, List.of());

  Proof {
    evidence = List.copyOf(evidence);
  }

  /** Holds from the last of these on. */
  static Proof of(Collection<? extends Seen<?>> seen) {
    if (seen.isEmpty()) {
      return NONE;
    }
    return new Proof(
        true,
        seen.stream().mapToDouble(Seen::at).max().orElseThrow(),
        seen.stream().map(Seen::id).distinct().toList());
  }

  static Proof of(Seen<?>... seen) {
    return of(List.of(seen));
  }

  /** Holds where both do. */
  Proof and(Proof other) {
    return holds && other.holds
        ? new Proof(
            true,
            Math.max(at, other.at),
            Stream.concat(evidence.stream(), other.evidence.stream()).distinct().toList())
        : NONE;
  }

  /** As a rung's state. */
  RungState state(Rung rung) {
    return new RungState(
        rung, holds, holds ? OptionalDouble.of(at) : OptionalDouble.empty(), evidence);
  }
}
