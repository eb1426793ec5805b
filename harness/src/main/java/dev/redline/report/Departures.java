package dev.redline.report;

import dev.redline.archive.RunFolder;
import dev.redline.evidence.Seal;
import dev.redline.study.Study;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

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
    int whole = 0;
    int broken = 0;
    for (Study.Planned planned : study.plan()) {
      if (folder.isWhole(planned.number())) {
        whole++;
      } else if (Files.isDirectory(folder.trial(planned.number()))) {
        broken++;
      }
    }
    int asked = study.plan().size();
    if (whole < asked) {
      found.add(
          "%d of %d trials have a sealed result; %d broke off or are going on, %d never began."
              .formatted(whole, asked, broken, asked - whole - broken));
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
}
