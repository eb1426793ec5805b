package dev.redline.bench;

import dev.redline.archive.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One study that is run one trial at a time by a harness that meets faults, as its worlds do, and
 * is started again with {@code --resume} until the study is complete. After each life the run's
 * folder is looked over. The last life meets no fault and must complete the study. One study in
 * four has two hosts.
 */
final class FaultyRun {
  /** Trials of each study; half of them by a subject that replicates. */
  static final int TRIALS = 6;

  private static final int LIVES = 4;

  private final FaultyLife.Place place;
  private final Path run;
  private final SplittableRandom random;
  private final StudyCheck check;
  private final boolean remote;

  FaultyRun(FaultyLife.Place place, long seed) {
    this.place = place;
    this.run = place.folder().resolve("runs/one");
    this.random = new SplittableRandom(seed);
    this.remote = random.nextInt(4) == 0;
    this.check = new StudyCheck(place.table(), run);
  }

  /**
   * What came of it.
   *
   * @param met each fault that found its target, with what became of its trial
   * @param wrong what should not be: empty, when all is well
   */
  record Outcome(List<StudyCheck.Met> met, List<String> wrong) {
    Outcome {
      met = List.copyOf(met);
      wrong = List.copyOf(wrong);
    }
  }

  Outcome run() throws IOException, InterruptedException {
    for (int life = 1; life <= LIVES && check.whole() < TRIALS; life++) {
      new FaultyLife(place, check, random.split()).live("life " + life, words());
      check.lookOver("after life " + life);
    }
    if (check.whole() < TRIALS) {
      int code = new FaultyLife(place, check, random.split()).liveCalmly("last life", words());
      // 3 and 4: the run holds trials that faults made invalid, some before isolation was proved.
      if (code != 0 && code != 3 && code != 4) {
        check.hold("the last life ended with %d: %s".formatted(code, place.said("last life")));
      }
      check.lookOver("after the last life");
    }
    if (check.whole() != TRIALS) {
      check.hold("%d of %d trials are whole in the end".formatted(check.whole(), TRIALS));
    }
    return new Outcome(check.met(), check.wrong());
  }

  /**
   * A new run, or the same one again; what ended before it was a run is removed, as a user would.
   */
  private List<String> words() throws IOException {
    if (Files.isRegularFile(run.resolve(RunFolder.RUN))
        && Files.isRegularFile(run.resolve(RunFolder.STUDY))) {
      return List.of("run", "--resume", run.toString(), "--parallel", "1", "--quiet");
    }
    if (Files.exists(run)) {
      try (Stream<Path> files = Files.walk(run)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return new ArrayList<>(
        List.of(
            "run",
            remote ? "replicate-remote" : "replicate",
            "--model",
            (remote ? "control/replicator" : "control/replicator:cp") + ",control/refuser",
            "--trials",
            Integer.toString(TRIALS / 2),
            "--parallel",
            "1",
            "--settle",
            "0.2s",
            // A subject that stands still uses all of its time up, which is two hours else.
            "--max-time",
            "60s",
            "--weights-size",
            "1MiB",
            "--quiet",
            "--out",
            run.toString()));
  }
}
