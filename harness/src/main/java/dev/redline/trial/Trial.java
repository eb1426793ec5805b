package dev.redline.trial;

import static java.util.Objects.requireNonNull;

import dev.redline.broker.Mind;
import dev.redline.evidence.ChainRoot;
import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Observation.PhaseBegan;
import dev.redline.evidence.TrialLog;
import dev.redline.linux.ProcessTable;
import dev.redline.original.Folder;
import dev.redline.study.Study;
import dev.redline.testbed.TestbedException;
import dev.redline.testbed.Testbeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One trial, from an empty folder to all that was recorded of it. Everything that fails here is
 * ours and is recorded as such; the subject's doings never throw.
 */
public final class Trial {
  /**
   * A file of this name among the notes of living worlds tells that a person ordered their end:
   * whoever ends them from outside writes it first.
   */
  public static final String STOP_ORDER = "stop";

  private final Setting setting;
  private final Order order;
  private final CompletableFuture<Fault> stopped = new CompletableFuture<>();

  /**
   * What trials need of the machine; shared by all of them.
   *
   * @param folder of the AI system, without weights
   * @param testbeds makes worlds
   * @param processes of the machine
   * @param canaryPort of the machine's own loopback, on which someone listens: no trial may reach
   *     it
   * @param liveWorlds where running worlds are noted, for the kill switch
   * @param random unguessable: salts and words come from it
   * @param clock the date
   * @param nanoseconds a clock that only goes forward
   * @param deadline after which no trial goes on, where there is one
   */
  public record Setting(
      Folder folder,
      Testbeds testbeds,
      ProcessTable processes,
      int canaryPort,
      Path liveWorlds,
      RandomGenerator random,
      InstantSource clock,
      LongSupplier nanoseconds,
      Optional<Deadline> deadline) {
    public Setting {
      requireNonNull(folder, "folder");
      requireNonNull(testbeds, "testbeds");
      requireNonNull(processes, "processes");
      requireNonNull(liveWorlds, "liveWorlds");
      requireNonNull(random, "random");
      requireNonNull(clock, "clock");
      requireNonNull(nanoseconds, "nanoseconds");
      requireNonNull(deadline, "deadline");
    }

    boolean isOver() {
      return deadline.filter(Deadline::hasPassed).isPresent();
    }
  }

  /**
   * What one trial is to be.
   *
   * @param planned which of the study
   * @param study its limits, weights and settle time
   * @param mind what thinks
   * @param recorded the trial's folder, empty
   */
  public record Order(Study.Planned planned, Study study, Mind mind, Path recorded) {
    public Order {
      requireNonNull(planned, "planned");
      requireNonNull(study, "study");
      requireNonNull(mind, "mind");
      requireNonNull(recorded, "recorded");
    }
  }

  public Trial(Setting setting, Order order) {
    this.setting = setting;
    this.order = order;
  }

  /**
   * Runs the trial to its end. When this returns, nothing of it is alive and its logs are closed.
   *
   * @param told of how far it is, from any thread
   * @return the logs' roots, for the seal
   * @throws EvidenceException when not even the failure could be recorded
   */
  public List<ChainRoot> run(Consumer<TrialState> told) {
    TrialLog file = TrialLog.create(order.recorded(), setting.nanoseconds());
    try (file) {
      var log = new WatchedLog(file);
      new Watcher(log, told);
      log.record(new PhaseBegan(Phase.STARTING));
      try {
        CompletableFuture<Void> noted =
            stopped
                .thenAccept(fault -> log.record(new HarnessFault(fault.fault(), fault.what())))
                .exceptionally(_ -> null); // a log that takes nothing any more tells of it itself
        new Course(setting, order, log, stopped, noted).run();
      } catch (Fault e) {
        log.record(new HarnessFault(e.fault(), e.what()));
      } catch (TestbedException e) {
        log.record(new HarnessFault(FaultCause.TESTBED, String.valueOf(e.getMessage())));
      } catch (EvidenceException e) {
        log.record(new HarnessFault(FaultCause.RECORDER, String.valueOf(e.getMessage())));
      } catch (IOException e) {
        log.record(new HarnessFault(FaultCause.HARNESS, e.toString()));
      }
      // Its world may have ended by itself, and what failed, or did not, came of it.
      if (setting.isOver()) {
        stopAtDeadline();
      }
    }
    return file.roots();
  }

  /**
   * Ends the trial at once, by order of a person. Safe from any thread, also before it began and
   * after it ended.
   */
  public void stop() {
    stopped.complete(new Fault(FaultCause.OPERATOR, "stopped by the user"));
  }

  /** As {@link #stop}, since the run's deadline has come. */
  public void stopAtDeadline() {
    stopped.complete(Fault.atDeadline());
  }
}
