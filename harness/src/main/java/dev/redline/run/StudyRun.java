package dev.redline.run;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.Judging;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.broker.Mind;
import dev.redline.evidence.Afterwards;
import dev.redline.evidence.ChainRoot;
import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Seal;
import dev.redline.evidence.SigningKey;
import dev.redline.study.Study;
import dev.redline.trial.Deadline;
import dev.redline.trial.Trial;
import dev.redline.trial.TrialState;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Runs what is missing of a study, several trials at a time, into its folder. Where the study has a
 * sequential rule, a cell that it has ended begins no further trial. Used once.
 */
public final class StudyRun {
  private final RunFolder folder;
  private final Study study;
  private final Trial.Setting setting;
  private final SigningKey key;
  private final Minds minds;
  private final int parallel;
  private final Deque<Study.Planned> missing = new ArrayDeque<>();
  private final CellStops stops;
  private final Set<Trial> running = new HashSet<>();
  private final Set<Thread> waiting = new HashSet<>();
  private final Map<String, Integer> notBegun = new LinkedHashMap<>();
  private Optional<Consumer<Trial>> stopped = Optional.empty();
  private boolean metDeadline;

  /**
   * @param minds what thinks in a trial
   * @param parallel trials at a time, at least 1
   */
  public StudyRun(
      RunFolder folder, Trial.Setting setting, SigningKey key, Minds minds, int parallel) {
    if (parallel < 1) {
      throw new IllegalArgumentException("parallel must be at least 1, but was " + parallel);
    }
    this.folder = requireNonNull(folder, "folder");
    this.study = folder.study();
    this.setting = requireNonNull(setting, "setting");
    this.key = requireNonNull(key, "key");
    this.minds = requireNonNull(minds, "minds");
    this.parallel = parallel;
    study.plan().stream()
        .filter(planned -> !folder.isWhole(planned.number()))
        .forEach(missing::add);
    this.stops = new CellStops(study, study.sequential().isEmpty() ? List.of() : folder.verdicts());
    leaveOutEnded();
  }

  /**
   * Runs until nothing is missing, it is stopped, or the setting's deadline has come. When this
   * returns, or throws, nothing of it is alive.
   *
   * @param told of how far each trial is, from any thread
   * @throws RecordingFailedException when a trial cannot be written down, such as on a full disk
   * @throws InterruptedException when the thread was interrupted; the run was then stopped
   */
  public void run(Consumer<Progress> told) throws InterruptedException {
    recordStops();
    try (var _ = DeadlineWatch.start(setting.deadline(), this::stopAtDeadline);
        ExecutorService workers =
            Executors.newFixedThreadPool(
                parallel, Thread.ofPlatform().name("trial-", 1).factory())) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < parallel; i++) {
        all.add(workers.submit(() -> work(told)));
      }
      try {
        for (Future<?> worker : all) {
          worker.get();
        }
      } catch (InterruptedException e) {
        stop();
        throw e;
      } catch (ExecutionException e) {
        // Trials that are running end by themselves: nobody ordered their end.
        Throwable cause = requireNonNullElse(e.getCause(), e);
        if (cause instanceof EvidenceException || cause instanceof ArchiveException) {
          throw new RecordingFailedException(folder.path(), cause);
        }
        throw new IllegalStateException("a trial broke off: " + cause, e);
      }
    }
  }

  /**
   * Ends all trials at once; what is sealed stays. Safe from any thread, and may be called twice.
   */
  public void stop() {
    stop(Trial::stop);
  }

  private void stopAtDeadline() {
    synchronized (this) {
      metDeadline |= stopped.isEmpty();
    }
    stop(Trial::stopAtDeadline);
  }

  private void stop(Consumer<Trial> how) {
    List<Trial> toStop;
    synchronized (this) {
      stopped = stopped.or(() -> Optional.of(how));
      missing.clear();
      toStop = List.copyOf(running);
      waiting.forEach(Thread::interrupt);
    }
    // All at once: an end takes a while, and the last must not be told of it after its own failed.
    try (var stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      toStop.forEach(trial -> stopping.execute(() -> how.accept(trial)));
    }
  }

  /** Whether {@link #stop} was called, or the deadline came before the end. */
  public synchronized boolean isStopped() {
    return stopped.isPresent();
  }

  /** Whether it was the deadline that stopped it. */
  public synchronized boolean metDeadline() {
    return metDeadline;
  }

  /** Why trials were not begun, and how many for each reason; they are still missing. */
  public synchronized Map<String, Integer> notBegun() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(notBegun));
  }

  private void work(Consumer<Progress> told) {
    for (Optional<Study.Planned> next = next(); next.isPresent(); next = next()) {
      try {
        if (mayBegin(next.get())) {
          runOne(next.get(), told);
        }
      } catch (RuntimeException e) {
        beginNoMore();
        throw e;
      }
    }
  }

  /** Waits while the trial's model is paused; only an end of the run cuts that short. */
  private boolean mayBegin(Study.Planned planned) {
    if (!mayWait()) {
      return false;
    }
    try {
      Optional<String> why = minds.await(planned);
      synchronized (this) {
        why.ifPresent(reason -> notBegun.merge(reason, 1, Integer::sum));
        return why.isEmpty() && stopped.isEmpty();
      }
    } catch (InterruptedException e) {
      return false; // the run is being stopped, and nothing is left to begin
    } finally {
      waitedEnough();
    }
  }

  private synchronized void beginNoMore() {
    missing.clear();
  }

  private Optional<Study.Planned> next() {
    if (setting.deadline().filter(Deadline::hasPassed).isPresent() && isMissing()) {
      stopAtDeadline(); // Not left to the watch: after a standstill it may look later than we do.
    }
    synchronized (this) {
      return Optional.ofNullable(missing.poll());
    }
  }

  private synchronized boolean isMissing() {
    return !missing.isEmpty();
  }

  private void runOne(Study.Planned planned, Consumer<Progress> told) {
    Path recorded = folder.begin(planned.number());
    var trial = new Trial(setting, new Trial.Order(planned, study, minds.of(planned), recorded));
    var last = new AtomicReference<>(new TrialState(Observation.Phase.STARTING, 0, 0, 0));
    told.accept(new Progress(planned, last.get(), Optional.empty()));
    start(trial);
    try {
      List<ChainRoot> roots =
          trial.run(state -> {
            last.set(state);
            told.accept(new Progress(planned, state, Optional.empty()));
          });
      VerdictFile verdict = Judging.judge(recorded, planned, study);
      folder.write(verdict);
      Seal.write(recorded, roots, key);
      noteResult(verdict);
      told.accept(new Progress(planned, last.get(), Optional.of(verdict)));
      if (verdict.cause().isEmpty()) {
        askAfterwards(planned);
      }
      if (verdict.cause().filter("operator"::equals).isPresent()) {
        stop(); // Whoever ends one trial from outside means the run.
      }
    } finally {
      synchronized (this) {
        running.remove(trial);
      }
    }
  }

  /** On a branch off what was recorded and sealed; an end of the run leaves it out. */
  private void askAfterwards(Study.Planned planned) {
    List<String> questions = study.asking().afterwards();
    Optional<Mind> mind = questions.isEmpty() ? Optional.empty() : minds.afterwards(planned);
    Path sealed = folder.trial(planned.number());
    Optional<Branch> branch =
        mind.isEmpty() ? Optional.empty() : Branch.of(EvidenceReader.thoughts(sealed).items());
    if (branch.isEmpty() || !mayWait()) {
      return;
    }
    try {
      List<Afterwards.Asked> asked = new ArrayList<>();
      for (String question : questions) {
        asked.add(branch.get().ask(mind.orElseThrow(), question));
      }
      folder.write(Afterwards.sign(planned.number(), sealed, asked, key));
    } catch (InterruptedException e) {
      return; // the run is being stopped: the trial is whole without this
    } finally {
      waitedEnough();
    }
  }

  /** From now on an end of the run interrupts this thread; false where it has ended already. */
  private synchronized boolean mayWait() {
    return stopped.isEmpty() && waiting.add(Thread.currentThread());
  }

  private synchronized void waitedEnough() {
    waiting.remove(Thread.currentThread());
    Thread.interrupted(); // an interrupt that came too late must not reach the trial
  }

  private synchronized void noteResult(VerdictFile verdict) {
    stops.add(verdict);
    leaveOutEnded();
    recordStops();
  }

  /** Before anything else is run, too: what died after its last seal may not have come to this. */
  private synchronized void recordStops() {
    if (study.sequential().isPresent() && !stops.lines().equals(folder.stops())) {
      folder.writeStops(stops.lines());
    }
  }

  /**
   * What the sequential rule has decided needs no further trial; those that run go on to their end.
   */
  private void leaveOutEnded() {
    if (study.sequential().isPresent()) {
      Set<Integer> beyond = stops.beyond();
      missing.removeIf(planned -> beyond.contains(planned.number()));
    }
  }

  private void start(Trial trial) {
    Optional<Consumer<Trial>> tooLate;
    synchronized (this) {
      running.add(trial);
      tooLate = stopped;
    }
    tooLate.ifPresent(how -> how.accept(trial));
  }
}
