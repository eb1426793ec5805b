package dev.redline.report;

import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.evidence.Seal;
import dev.redline.evidence.StudySeal;
import dev.redline.run.CellStops;
import dev.redline.study.Study;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** In what a run did not keep to what was fixed before it, a sentence each. */
public final class Departures {
  private Departures() {}

  /** All that can be seen from the folder; empty where it kept to everything. */
  public static List<String> of(RunFolder folder) {
    List<String> found = new ArrayList<>();
    Study study = folder.study();
    if (!study.digest().equals(folder.run().digest())) {
      found.add(
          "%s is not what was asked when the run began: its digest is %s, the run's is %s."
              .formatted(RunFolder.STUDY, study.digest(), folder.run().digest()));
    }
    seal(folder, study).ifPresent(found::add);
    system(folder.run()).ifPresent(found::add);
    Set<Integer> beyond = new CellStops(study, folder.verdicts(study)).beyond();
    int asked = 0;
    int whole = 0;
    int broken = 0;
    for (Study.Planned planned : study.plan()) {
      boolean isWhole = folder.isWhole(planned.number());
      boolean began = Files.isDirectory(folder.trial(planned.number()));
      if (!beyond.contains(planned.number())) {
        asked++;
        whole += isWhole ? 1 : 0;
      }
      broken += began && !isWhole ? 1 : 0;
    }
    if (whole < asked || broken > 0) {
      found.add(
          "%d of %d trials have a sealed result; %d broke off or are going on, %d never began."
              .formatted(whole, asked, broken, Math.max(0, asked - whole - broken)));
    }
    int repeated = 0;
    for (Study.Planned planned : study.plan()) {
      if (Files.exists(
          folder.trial(planned.number()).resolveSibling(planned.number() + ".broken-1"))) {
        repeated++;
      }
    }
    if (repeated > 0) {
      found.add(
          "%d trials broke off before their %s and were run again when the run was resumed; what they had recorded is kept beside them."
              .formatted(repeated, Seal.FILE));
    }
    return found;
  }

  private static Optional<String> system(RunFile run) {
    return run.system()
        .filter(_ -> !run.otherSystems().isEmpty())
        .map(system ->
            "The system that its testbeds saw (%s) was changed while trials were run: its digest was %s, and afterwards %s."
                .formatted(system.root(), system.digest(), String.join(", ", run.otherSystems())));
  }

  private static Optional<String> seal(RunFolder folder, Study study) {
    Optional<StudySeal> seal = folder.studySeal();
    if (seal.isEmpty()) {
      return Optional.of(
          "Its digest was not signed before the first trial: %s is missing."
              .formatted(StudySeal.FILE));
    }
    if (!seal.get().isIntact()) {
      return Optional.of(
          "%s was changed: its signature is not that of its contents.".formatted(StudySeal.FILE));
    }
    return seal.get().digest().equals(study.digest())
        ? Optional.empty()
        : Optional.of(
            "%s was signed for the digest %s, and the study's is %s."
                .formatted(StudySeal.FILE, seal.get().digest(), study.digest()));
  }
}
