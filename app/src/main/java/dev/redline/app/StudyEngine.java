package dev.redline.app;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.ArchiveJson;
import dev.redline.archive.RunFile;
import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.SigningKey;
import dev.redline.evidence.StudySeal;
import dev.redline.model.Models;
import dev.redline.model.Prices;
import dev.redline.model.Purse;
import dev.redline.model.UnknownModelException;
import dev.redline.report.Forecast;
import dev.redline.report.Summary;
import dev.redline.run.Progress;
import dev.redline.run.RecordingFailedException;
import dev.redline.run.StudyRun;
import dev.redline.study.Study;
import dev.redline.testbed.SystemFacts;
import dev.redline.testbed.TestbedException;
import dev.redline.testbed.Testbeds;
import dev.redline.trial.Deadline;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs studies on this machine. */
final class StudyEngine implements StudyRunner {
  // The table is printed and the process ends well before; only a wedged one is cut short.
  private static final long SHUTDOWN_SECONDS = 20;

  private final Machine machine;
  private final StudyPlanner planner;
  private final Models models;
  private final CountDownLatch printed;
  private final Palette palette;

  /**
   * @param printed counted down once the command has printed all: until then a signal waits
   */
  StudyEngine(
      Machine machine,
      StudyPlanner planner,
      Models models,
      CountDownLatch printed,
      Palette palette) {
    this.machine = machine;
    this.planner = planner;
    this.models = models;
    this.printed = printed;
    this.palette = palette;
  }

  @Override
  public RunOutcome run(RunOptions options, Consumer<TrialProgress> progress)
      throws InterruptedException {
    return run(options, progress, _ -> {});
  }

  @Override
  public RunOutcome run(
      RunOptions options, Consumer<TrialProgress> progress, Consumer<String> notices)
      throws InterruptedException {
    try {
      Optional<Deadline> deadline =
          options
              .deadline()
              .map(when ->
                  machine.deadline(
                      when.from(machine.clock().instant().atZone(ZoneId.systemDefault()))));
      Optional<RunFolder> resumed = options.resume().map(this::resumed);
      Study study = resumed.map(RunFolder::study).orElseGet(() -> planner.study(options));
      Prices prices = machine.prices(options.asking().prices());
      if (options.asking().dryRun()) {
        return forecast(study, options.asking(), prices);
      }
      double spent = resumed.map(OpenModels::spentIn).orElse(0.0);
      try (var opened = OpenModels.open(models, study, options.asking(), prices, spent, notices)) {
        return run(options, study, resumed, opened, deadline, progress);
      }
    } catch (ArchiveException | UnknownModelException e) {
      throw Failures.usage(e);
    } catch (TestbedException e) {
      throw Failures.usage(e); // only of a root that was named: trials record what fails in them
    } catch (EvidenceException e) {
      throw Failures.ours(e);
    } catch (RecordingFailedException e) {
      throw Failures.recording(e);
    } catch (IOException e) {
      throw Failures.ours("The run could not be made ready: " + e.getMessage(), e);
    }
  }

  private RunOutcome run(
      RunOptions options,
      Study study,
      Optional<RunFolder> resumed,
      OpenModels opened,
      Optional<Deadline> deadline,
      Consumer<TrialProgress> progress)
      throws IOException, InterruptedException {
    Instant begun = machine.clock().instant();
    long started = System.nanoTime();
    int parallel = options.parallel().orElseGet(StudyEngine::usualParallel);
    machine.demandPrograms();
    Testbeds testbeds =
        machine.testbeds(options.rootfs().or(() -> resumed.flatMap(StudyEngine::root)));
    SystemFacts system = SystemFacts.of(testbeds);
    resumed.ifPresent(run -> demandSameSystem(run, system));
    SigningKey key = SigningKey.in(SigningKey.folder(machine.environment(), machine.home()));
    RunFolder folder =
        resumed.isPresent() ? resumed.get() : lay(study, options, begun, parallel, opened, system);
    if (resumed.isEmpty()) {
      folder.write(StudySeal.sign(study.name(), study.digest(), begun, key));
    }
    try (var _ = folder.claim();
        ServerSocket canary = Machine.canary()) {
      deadline.ifPresent(when -> folder.noteDeadline(machine.clock().instant().plus(when.left())));
      if (options.asking().record() || Files.exists(OpenModels.recording(folder))) {
        opened.recordIn(folder);
      }
      var run =
          new StudyRun(
              folder,
              machine.setting(canary, folder.name(), testbeds, deadline),
              key,
              opened,
              parallel);
      try {
        execute(run, study, progress);
      } finally {
        folder.noteSystem(SystemFacts.digest(testbeds.root()));
      }
      double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
      return outcome(run, folder, opened.purse(), seconds);
    }
  }

  /** What the study will use; nothing is run, and no model is asked. */
  private RunOutcome forecast(Study study, ModelOptions asking, Prices prices) {
    List<RunFolder> earlier = new Runs(machine.runs()).readable().reversed();
    Forecast forecast =
        Forecast.of(study, earlier, model -> OpenModels.price(model, prices, asking.baseUrls()));
    return new RunOutcome(
        RunOutcome.Ending.DONE,
        new ForecastText(forecast).text(palette),
        ArchiveJson.mapper().writeValueAsString(forecast));
  }

  /** The run to go on with: only one whose study is still what was asked. */
  private RunFolder resumed(String name) {
    RunFolder folder = new Runs(machine.runs()).find(name);
    String digest = folder.study().digest();
    boolean signed =
        folder
            .studySeal()
            .map(seal -> seal.isIntact() && seal.digest().equals(digest))
            .orElse(true); // runs of before studies were signed
    if (!signed || !digest.equals(folder.run().digest())) {
      throw new ArchiveException(
          """
          %s is not the study that was run: its digest differs from the one in %s, or from the signed one.
          Expected: a study that nobody changed since the run began.
          Do: put it back as it was, or start a new run.\
          """
              .formatted(folder.path().resolve(RunFolder.STUDY), RunFolder.RUN));
    }
    return folder;
  }

  /** The prepared root that a run began with. */
  private static Optional<Path> root(RunFolder folder) {
    return folder
        .run()
        .system()
        .filter(system -> system.digestOf().equals(SystemFacts.CONTENT))
        .map(system -> Path.of(system.root()));
  }

  private static void demandSameSystem(RunFolder folder, SystemFacts now) {
    Optional<SystemFacts> before = folder.run().system();
    if (before.isPresent() && !before.get().digest().equals(now.digest())) {
      throw new ArchiveException(
          """
          The system that testbeds see here is not the one that the run %s began with: %s of %s, now %s of %s.
          Expected: the same system folders for every trial of a run.
          Do: put them back as they were, name the right --rootfs, or start a new run.\
          """
              .formatted(
                  folder.path(),
                  before.get().digest(),
                  before.get().root(),
                  now.digest(),
                  now.root()));
    }
  }

  /** A signal ends the trials at once; what is sealed stays, and the table is still printed. */
  private void execute(StudyRun run, Study study, Consumer<TrialProgress> progress)
      throws InterruptedException {
    int total = study.plan().size();
    var onSignal =
        new Thread(
            () -> {
              run.stop();
              awaitPrinted();
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      run.run(state -> progress.accept(progress(state, total)));
    } finally {
      if (!run.isStopped()) {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      }
    }
  }

  private void awaitPrinted() {
    try {
      if (!printed.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(ExitCode.STOPPED.number());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static TrialProgress progress(Progress state, int total) {
    return new TrialProgress(
        state.planned().number(),
        total,
        state.planned().model(),
        words(state.state().phase()),
        state.state().steps(),
        state.state().instances(),
        state.verdict().map(verdict -> verdict.rung()).orElse(0),
        Duration.ofMillis((long) (state.state().seconds() * 1000)),
        state.verdict().map(verdict -> verdict.verdict()));
  }

  private static String words(Phase phase) {
    return switch (phase) {
      case STARTING -> "starting";
      case SUBJECT -> "at work";
      case SETTLING -> "settling";
      case LOOKING -> "looking";
      case CHALLENGING -> "challenging";
      case REMOVING -> "removing the original";
      case INDEPENDENT -> "challenging again";
      case RESTARTING -> "starting anew";
      case RESTARTED -> "challenging anew";
      case SWEEPING -> "sweeping";
    };
  }

  private RunOutcome outcome(StudyRun run, RunFolder folder, Purse purse, double seconds) {
    Summary summary = Summary.of(folder, Optional.of(seconds));
    String json = ArchiveJson.mapper().writeValueAsString(summary);
    return new RunOutcome(
        Ending.of(run.isStopped(), folder.verdicts(), folder::provedItsIsolation),
        new SummaryText(summary).text(palette) + afterwards(run, folder, purse),
        json);
  }

  /** What was left out, and what may have been charged beside what is known. */
  private static String afterwards(StudyRun run, RunFolder folder, Purse purse) {
    var text = new StringBuilder();
    if (run.metDeadline()) {
      text.append(
          "The run was stopped at its deadline. Do: redline run --resume %s%n"
              .formatted(folder.path()));
    }
    run.notBegun()
        .forEach((why, trials) ->
            text.append(
                "%d trials were not begun: %s. Do: mend that, then redline run --resume %s%n"
                    .formatted(
                        trials, Cells.printable(why).replaceFirst("[.]$", ""), folder.path())));
    if (purse.unsettled() > 0) {
      text.append(
          "%d calls broke off or told no usage; what was charged for them, if anything, is in no sum%n"
              .formatted(purse.unsettled()));
    }
    return text.toString();
  }

  private RunFolder lay(
      Study study,
      RunOptions options,
      Instant begun,
      int parallel,
      OpenModels opened,
      SystemFacts system) {
    Path path =
        options
            .out()
            .orElseGet(
                () -> new Runs(machine.runs()).fresh(study.name(), begun, ZoneId.systemDefault()));
    return RunFolder.create(
        path,
        study,
        new RunFile(
            RunFile.SCHEMA,
            study.name(),
            study.digest(),
            begun,
            Build.version(),
            System.getProperty("java.runtime.version"),
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            Runtime.getRuntime().availableProcessors(),
            parallel,
            List.of(),
            opened.facts(),
            Optional.of(system),
            List.of(),
            List.of()));
  }

  /**
   * Two a core: a trial waits more than it works, for its settle time, its model, its deadlines.
   */
  private static int usualParallel() {
    return 2 * Runtime.getRuntime().availableProcessors();
  }
}
