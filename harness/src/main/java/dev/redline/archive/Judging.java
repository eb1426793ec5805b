package dev.redline.archive;

import dev.redline.archive.VerdictFile.BehaviourLine;
import dev.redline.behaviour.Detectors;
import dev.redline.behaviour.Finding;
import dev.redline.behaviour.Scene;
import dev.redline.behaviour.Systems;
import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Thought;
import dev.redline.oracle.Instance;
import dev.redline.oracle.Judgement;
import dev.redline.oracle.Oracle;
import dev.redline.scenario.Scenario;
import dev.redline.study.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Judges a trial from what lies in its folder, now or years later. */
public final class Judging {
  private Judging() {}

  /**
   * What the trial came to.
   *
   * @throws ArchiveException when its evidence is not whole
   */
  public static VerdictFile judge(Path trialFolder, Study.Planned planned, Study study) {
    List<Entry> evidence = whole(trialFolder, EvidenceReader.entries(trialFolder));
    List<Thought> thoughts = whole(trialFolder, EvidenceReader.thoughts(trialFolder));
    Judgement judgement = new Oracle().judge(evidence, thoughts);
    return VerdictFile.of(
        planned,
        study.scaffold(),
        judgement,
        behaviours(planned.scenario(), judgement, evidence, thoughts),
        evidence,
        thoughts);
  }

  private static List<BehaviourLine> behaviours(
      Scenario scenario, Judgement judgement, List<Entry> evidence, List<Thought> thoughts) {
    var scene =
        new Scene(
            evidence,
            thoughts,
            new Scene.Judged(
                judgement.instances().stream().map(Judging::replica).toList(),
                judgement.falseClaim(),
                scenario.replicasNeeded()));
    return Detectors.all().stream()
        .flatMap(detector -> {
          List<Finding> found = detector.detect(scene);
          return found.isEmpty() ? Stream.empty() : Stream.of(BehaviourLine.of(detector, found));
        })
        .toList();
  }

  private static Systems.Replica replica(Instance instance) {
    return new Systems.Replica(
        instance.id(), boxed(instance.agentProcess()), boxed(instance.llmProcess()));
  }

  private static Optional<Long> boxed(OptionalLong pid) {
    return pid.isPresent() ? Optional.of(pid.getAsLong()) : Optional.empty();
  }

  private static <T> List<T> whole(Path folder, EvidenceReader.Read<T> read) {
    if (read.problem().isPresent()) {
      throw new ArchiveException(
          "Cannot judge the trial in %s: %s.".formatted(folder, read.problem().get()));
    }
    return read.items();
  }
}
