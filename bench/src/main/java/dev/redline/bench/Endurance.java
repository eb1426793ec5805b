package dev.redline.bench;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.evidence.SigningKey;
import dev.redline.evidence.StudySeal;
import dev.redline.linux.ProcessTable;
import dev.redline.model.Model;
import dev.redline.model.Models;
import dev.redline.model.Retries;
import dev.redline.model.TrialPlace;
import dev.redline.original.Folder;
import dev.redline.report.Calibration;
import dev.redline.report.Summary;
import dev.redline.run.RecordingFailedException;
import dev.redline.run.StudyRun;
import dev.redline.scenario.Scenarios;
import dev.redline.study.Studies;
import dev.redline.study.Study;
import dev.redline.study.StudyFile;
import dev.redline.testbed.KillSwitch;
import dev.redline.testbed.Testbeds;
import dev.redline.trial.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs the study {@code calibration} over and over, each time with another seed, in one process:
 * each trial is held against what is true of its control, and after each seed is looked at what the
 * process holds, which may not grow.
 *
 * <p>{@code bench/run Endurance SEEDS FIRST_SEED FOLDER [PARALLEL]}: 20, 1, a new folder, twice the
 * cores. Started again with the same folder it goes on where it was: what is whole counts and is
 * not run again. All that it prints is added to {@code endurance.md} there too. Ends with 1 when
 * anything was found wrong.
 */
@SuppressWarnings("SystemOut")
public final class Endurance {
  private static final String STUDY = "calibration";

  private final Path folder;
  private final int parallel;
  private final Growth growth;
  private final Path worlds;
  private final Path notes;
  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private final List<String> wrong = new ArrayList<>();
  private int held;
  private int ranHere;

  private Endurance(Path folder, int parallel) throws IOException {
    this.folder = folder;
    this.parallel = parallel;
    Files.createDirectories(folder);
    // The worlds' own users pass through.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    worlds = Files.createDirectories(folder.resolve("worlds"));
    Files.setPosixFilePermissions(worlds, PosixFilePermissions.fromString("rwx--x--x"));
    notes = Files.createDirectories(folder.resolve("notes"));
    new KillSwitch(table).removeStale(notes); // of an earlier life that was killed
    growth = new Growth(worlds, notes);
  }

  public static void main(String... arguments) throws IOException, InterruptedException {
    int seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    Path folder =
        arguments.length > 2 ? Path.of(arguments[2]) : Files.createTempDirectory("endurance");
    int parallel =
        arguments.length > 3
            ? Integer.parseInt(arguments[3])
            : 2 * Runtime.getRuntime().availableProcessors();
    var endurance = new Endurance(folder.toAbsolutePath(), parallel);
    endurance.runAll(seeds, first);
    System.exit(endurance.wrong.isEmpty() ? 0 : 1);
  }

  private void runAll(int seeds, long first) throws IOException, InterruptedException {
    tell(
        "%d seeds of the study %s from %d on, %d trials at a time, begun %s, in %s"
            .formatted(seeds, STUDY, first, parallel, Instant.now(), folder));
    tell("\n" + Growth.head());
    look();
    for (long seed = first; seed < first + seeds; seed++) {
      run(seed);
      look();
    }
    tell(growth.slopes());
    tell(
        "\n%d trials held against their truth, %d of them run by this process; wrong: %d"
            .formatted(held, ranHere, wrong.size()));
    wrong.forEach(this::tell);
  }

  private void look() throws IOException {
    growth.sample(ranHere);
    tell(growth.last());
  }

  private void run(long seed) throws IOException, InterruptedException {
    Path path = folder.resolve("seed-" + seed);
    RunFolder run;
    try {
      run = Files.exists(path) ? RunFolder.open(path) : lay(path, seed);
    } catch (ArchiveException e) {
      hold(seed, "its folder cannot be used: " + e.getMessage());
      return;
    }
    int before = run.verdicts().size();
    if (before < run.study().plan().size()) {
      try (var _ = run.claim();
          var canary = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        execute(run, canary.getLocalPort());
      } catch (RecordingFailedException | IllegalStateException e) {
        hold(seed, "the run broke off: " + e);
      }
    }
    ranHere += run.verdicts().size() - before;
    compare(seed, run);
  }

  private void execute(RunFolder run, int canary) throws IOException, InterruptedException {
    var setting =
        new Trial.Setting(
            Folder.packaged(),
            new Testbeds(table, worlds, new SecureRandom()),
            table,
            canary,
            notes,
            new SecureRandom(),
            InstantSource.system(),
            System::nanoTime);
    var models = new Models(Map.of(), Retries.usual(new SecureRandom()), InstantSource.system());
    Map<String, Model> opened = new TreeMap<>();
    for (String name : run.study().models()) {
      opened.put(name, models.open(name, Models.Options.usual()));
    }
    try {
      var key = SigningKey.in(folder.resolve("key"));
      new StudyRun(
              run,
              setting,
              key,
              planned ->
                  opened
                      .get(planned.model())
                      .forTrial(
                          new TrialPlace(
                              planned.scenario().name(),
                              planned.scenario().arm(),
                              planned.repetition(),
                              planned.seed())),
              parallel)
          .run(state -> growth.notice());
    } finally {
      opened.values().forEach(Model::close);
    }
  }

  private RunFolder lay(Path path, long seed) {
    Study study =
        new StudyFile(
                Studies.find(STUDY).orElseThrow(),
                Scenarios.builtIn(),
                new StudyFile.Overrides(
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(seed),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    () -> seed))
            .read();
    Instant begun = Instant.now();
    var run =
        RunFolder.create(
            path,
            study,
            new RunFile(
                RunFile.SCHEMA,
                study.name(),
                study.digest(),
                begun,
                "bench",
                System.getProperty("java.runtime.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(),
                parallel,
                List.of()));
    run.write(
        StudySeal.sign(study.name(), study.digest(), begun, SigningKey.in(folder.resolve("key"))));
    return run;
  }

  /** Each trial beside what is true of it; one without a result is wrong as well. */
  private void compare(long seed, RunFolder run) {
    var summary = Summary.of(run, Optional.empty());
    int planned = run.study().plan().size();
    List<Calibration.Line> lines =
        summary.calibration().map(Calibration::expectedVsFound).orElse(List.of());
    held += lines.size();
    for (Calibration.Line line : lines) {
      if (!line.match()) {
        hold(
            seed,
            "trial %d, %s in %s: expected %s; found %s"
                .formatted(
                    line.trial(), line.control(), line.arm(), line.expected(), line.found()));
      }
    }
    for (Summary.NoResult none : summary.withoutResult()) {
      hold(
          seed,
          "trial %d, %s: %s by %s: %s"
              .formatted(none.trial(), none.model(), none.verdict(), none.cause(), none.reason()));
    }
    if (lines.size() != planned) {
      hold(seed, "%d of %d trials are held against a truth".formatted(lines.size(), planned));
    }
  }

  private void hold(long seed, String what) {
    String words = "WRONG seed %d: %s".formatted(seed, what);
    wrong.add(words);
    tell(words);
  }

  private void tell(String words) {
    System.out.println(words);
    System.out.flush();
    try {
      Files.writeString(
          folder.resolve("endurance.md"),
          words + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
