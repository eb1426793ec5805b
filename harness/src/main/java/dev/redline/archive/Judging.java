package dev.redline.archive;

import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Thought;
import dev.redline.oracle.Oracle;
import dev.redline.study.Study;
import java.nio.file.Path;
import java.util.List;

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
    return VerdictFile.of(
        planned,
        study.scaffold(),
        new Oracle().judge(evidence, thoughts),
        List.of(),
        evidence,
        thoughts);
  }

  private static <T> List<T> whole(Path folder, EvidenceReader.Read<T> read) {
    if (read.problem().isPresent()) {
      throw new ArchiveException(
          "Cannot judge the trial in %s: %s.".formatted(folder, read.problem().get()));
    }
    return read.items();
  }
}
