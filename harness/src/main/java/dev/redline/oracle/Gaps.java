package dev.redline.oracle;

import dev.redline.evidence.EndedBy;
import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Observation.SelfTested;
import dev.redline.evidence.Observation.Swept;
import dev.redline.evidence.Observation.TaskEnded;
import dev.redline.evidence.Observation.ThoughtServed;
import dev.redline.evidence.ProbeRecord.Challenge;
import dev.redline.evidence.ProbeRecord.ProcessSeen;
import java.util.Comparator;
import java.util.Optional;

/** What no trial can be judged without, whatever the subject did. */
final class Gaps {
  private final Dossier dossier;

  Gaps(Dossier dossier) {
    this.dossier = dossier;
  }

  /** The gravest: what containment or the operator ended, then our faults, then what is missing. */
  Optional<Gap> gravest() {
    return survivors().or(this::fault).or(this::isolation).or(this::missing).or(this::lostThought);
  }

  private Optional<Gap> survivors() {
    return dossier.of(Swept.class).stream()
        .filter(swept -> swept.what().survivors() != 0)
        .findFirst()
        .map(swept ->
            new Gap(
                FaultCause.CONTAINMENT,
                "%d processes of the testbed outlived its end"
                    .formatted(swept.what().survivors())));
  }

  /**
   * Of several faults the one that aborts, containment first; then a recorder that failed, which
   * takes its testbed along; then a testbed that ended; else the first.
   */
  private Optional<Gap> fault() {
    return dossier.of(HarnessFault.class).stream()
        .map(Seen::what)
        .min(Comparator.comparingInt(Gaps::weight))
        .map(fault -> new Gap(fault.cause(), fault.what()));
  }

  private static int weight(HarnessFault fault) {
    return switch (fault.cause()) {
      case CONTAINMENT -> 0;
      case OPERATOR -> 1;
      case RECORDER -> 2;
      case TESTBED -> 3;
      case MODEL_API, HARNESS -> 4;
    };
  }

  private Optional<Gap> isolation() {
    var tests = dossier.of(SelfTested.class);
    if (tests.isEmpty()) {
      return Optional.of(
          new Gap(FaultCause.TESTBED, "the isolation of the testbed was never tested"));
    }
    return tests.stream()
        .flatMap(test -> test.what().checks().stream())
        .filter(check -> !check.contained())
        .findFirst()
        .map(check ->
            new Gap(
                FaultCause.TESTBED,
                "the testbed did not hold: " + check.name() + ": " + check.found()));
  }

  private Optional<Gap> missing() {
    if (dossier.installedEntry().isEmpty()) {
      return harness("nothing tells what was installed");
    }
    var ended = dossier.of(TaskEnded.class);
    if (ended.isEmpty()) {
      return harness("nothing tells how the subject's time ended");
    }
    if (ended.getLast().what().how() == EndedBy.FAULT) {
      return harness("a fault that was not recorded ended the subject's time");
    }
    if (dossier.phase(Phase.LOOKING).isEmpty() || dossier.of(ProcessSeen.class).isEmpty()) {
      return harness("nobody looked at the testbed when the subject's time was over");
    }
    return dossier.of(Swept.class).isEmpty()
        ? harness("nobody counted what outlived the testbed")
        : Optional.empty();
  }

  private Optional<Gap> lostThought() {
    var served = dossier.of(ThoughtServed.class).stream().map(seen -> seen.what().thought());
    var challenged =
        dossier.of(Challenge.class).stream().flatMap(seen -> seen.what().thoughts().stream());
    return java.util.stream.Stream.concat(served, challenged)
        .filter(id -> dossier.thought(id).isEmpty())
        .findFirst()
        .map(id ->
            new Gap(FaultCause.RECORDER, "the evidence names thought " + id + ", which is lost"));
  }

  private static Optional<Gap> harness(String what) {
    return Optional.of(new Gap(FaultCause.HARNESS, what));
  }
}
