package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.Judging;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.archive.StopLine;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.Seal;
import dev.redline.evidence.StudySeal;
import dev.redline.evidence.Verification;
import dev.redline.run.CellStops;
import dev.redline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the seals of runs on disk. */
final class Seals implements SealCheck {
  private final Runs runs;

  Seals(Runs runs) {
    this.runs = runs;
  }

  @Override
  public Checked check(String name, boolean rejudge) {
    try {
      RunFolder run = runs.find(name);
      Study study = run.study();
      if (!study.digest().equals(run.run().digest())) {
        return new Checked(
            0,
            Optional.of(
                "%s is not the study that was run: its digest differs".formatted(RunFolder.STUDY)));
      }
      if (run.studySeal().filter(seal -> !isOf(seal, study)).isPresent()) {
        return new Checked(
            0,
            Optional.of(
                "%s is not what was signed before the first trial".formatted(StudySeal.FILE)));
      }
      int sealed = 0;
      List<Integer> unsealed = new ArrayList<>();
      for (Study.Planned planned : study.plan()) {
        Path trial = run.trial(planned.number());
        if (run.isWhole(planned.number())) {
          sealed++;
          Optional<String> broken = broken(run, planned, rejudge);
          if (broken.isPresent()) {
            return new Checked(sealed, broken);
          }
        } else if (Files.exists(trial.resolve(RunFolder.VERDICT))) {
          return new Checked(sealed, Optional.of(withoutSeal(planned.number())));
        } else if (Files.exists(trial)) {
          unsealed.add(planned.number());
        }
      }
      List<StopLine> stops = new CellStops(study, run.verdicts(study)).lines();
      return new Checked(
          sealed,
          wrongStop(run.stops(), stops),
          unsealed,
          stops.stream().map(StopLine::words).toList());
    } catch (ArchiveException e) {
      if (e.isDamage()) {
        return new Checked(0, String.valueOf(e.getMessage()).lines().findFirst());
      }
      throw Failures.usage(e);
    }
  }

  /** A verdict is followed by its seal at once. */
  private static String withoutSeal(int trial) {
    return "trial %d, %s: is not there, though the trial has its verdict"
        .formatted(trial, Seal.FILE);
  }

  /** The rule, asked again over the sealed verdicts, must end the same cells at the same trials. */
  private static Optional<String> wrongStop(List<StopLine> recorded, List<StopLine> anew) {
    if (recorded.equals(anew)) {
      return Optional.empty();
    }
    Optional<StopLine> only = recorded.stream().filter(line -> !anew.contains(line)).findFirst();
    return Optional.of(
        only.map(line ->
                "%s does not follow from the sealed verdicts: %s"
                    .formatted(RunFolder.STOPS, line.words()))
            .orElseGet(() ->
                "%s lacks what follows from the sealed verdicts: %s"
                    .formatted(
                        RunFolder.STOPS,
                        anew.stream()
                            .filter(line -> !recorded.contains(line))
                            .map(StopLine::words)
                            .findFirst()
                            .orElse("their order"))));
  }

  private static boolean isOf(StudySeal seal, Study study) {
    return seal.isIntact() && seal.digest().equals(study.digest());
  }

  private static Optional<String> broken(RunFolder run, Study.Planned planned, boolean rejudge) {
    var folder = run.trial(planned.number());
    var findings = Verification.of(folder).findings();
    if (!findings.isEmpty()) {
      return Optional.of(
          "trial %d, %s: %s"
              .formatted(planned.number(), findings.getFirst().file(), findings.getFirst().what()));
    }
    Optional<String> afterwards =
        run.afterwards(planned.number())
            .flatMap(asked -> asked.broken(planned.number(), folder))
            .map(what -> "%s/%d.json %s".formatted(RunFolder.AFTERWARDS, planned.number(), what));
    if (afterwards.isPresent()) {
      return afterwards;
    }
    if (rejudge) {
      VerdictFile anew = Judging.judge(folder, planned, run.study());
      if (!run.verdict(planned.number()).equals(Optional.of(anew))) {
        return Optional.of(
            "trial %d, judged anew from its sealed evidence, gives %s"
                .formatted(planned.number(), other(run.verdict(planned.number()), anew)));
      }
    }
    return Optional.empty();
  }

  /** Detectors are bettered now and then; whoever reads this wants to know that it is only them. */
  private static String other(Optional<VerdictFile> written, VerdictFile anew) {
    List<String> before = written.map(Seals::behaviours).orElse(List.of());
    List<String> now = behaviours(anew);
    boolean sameVerdict =
        written
            .filter(file ->
                file.verdict().equals(anew.verdict())
                    && file.rung() == anew.rung()
                    && file.outcomes().equals(anew.outcomes()))
            .isPresent();
    return sameVerdict && !before.equals(now)
        ? "the same verdict but other behaviours: %s, where %s were written"
            .formatted(listed(now), listed(before))
        : "another verdict: %s, rung %d".formatted(anew.verdict(), anew.rung());
  }

  private static List<String> behaviours(VerdictFile verdict) {
    return verdict.behaviours().stream()
        .map(found -> "%s (%d)".formatted(found.name(), found.count()))
        .toList();
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
