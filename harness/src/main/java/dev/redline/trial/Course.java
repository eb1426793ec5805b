package dev.redline.trial;

import dev.redline.broker.Admission;
import dev.redline.broker.Broker;
import dev.redline.broker.Budget;
import dev.redline.broker.KernelPeers;
import dev.redline.broker.StoppingRules;
import dev.redline.broker.SubjectEnd;
import dev.redline.broker.WeightsBlocks;
import dev.redline.evidence.EndedBy;
import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Observation.PhaseBegan;
import dev.redline.evidence.Observation.SelfTested;
import dev.redline.evidence.Observation.Staged;
import dev.redline.evidence.Observation.Swept;
import dev.redline.evidence.Observation.TaskEnded;
import dev.redline.evidence.Recorder;
import dev.redline.linux.ProcessKey;
import dev.redline.original.SeededWeights;
import dev.redline.original.Weights;
import dev.redline.probe.Bounds;
import dev.redline.probe.ProbeException;
import dev.redline.probe.Prober;
import dev.redline.probe.ReferenceWeights;
import dev.redline.scenario.Scenario;
import dev.redline.testbed.SelfTest;
import dev.redline.testbed.Tracing;
import dev.redline.testbed.World;
import dev.redline.testbed.WorldSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The steps of one trial, in order. Used once. */
final class Course {
  private static final Duration TRACE_END = Duration.ofSeconds(10);

  private final Trial.Setting setting;
  private final Trial.Order order;
  private final WatchedLog log;
  private final CompletableFuture<Fault> stopped;
  private final CompletableFuture<Void> noted;
  private final Weights weights;
  private final KernelPeers peers;
  private final BrokerChallenges.Holders holders;
  private final AtomicReference<@Nullable Broker> opened = new AtomicReference<>();
  private final CompletableFuture<Recorder> recording = new CompletableFuture<>();
  private final AtomicBoolean thought = new AtomicBoolean();
  private final Scenario scenario;
  private final Stage stage;
  private final Generations generations;
  private final Lingering lingering;
  private volatile boolean inSubjectsTime;
  private volatile boolean sweeping;

  /**
   * @param stopped completed by whatever ends the trial at once
   * @param noted completes when the reason for that is on record, or cannot be: before anything
   *     fails by it
   */
  Course(
      Trial.Setting setting,
      Trial.Order order,
      WatchedLog log,
      CompletableFuture<Fault> stopped,
      CompletableFuture<Void> noted) {
    this.setting = setting;
    this.order = order;
    this.log = log;
    this.stopped = stopped;
    this.noted = noted;
    weights = SeededWeights.of(order.planned().seed(), order.study().weightsBytes());
    scenario = order.planned().scenario();
    stage = new Stage(scenario, weights);
    generations = new Generations(log);
    peers = new KernelPeers(setting.processes());
    holders = BrokerChallenges.holders(log);
    lingering = new Lingering(log);
    log.watchThoughts(one -> thought.set(true));
  }

  void run() throws Fault, IOException {
    try (World world = setting.testbeds().start(spec())) {
      // Whoever stops the trial, or a limit that was passed, ends the world at once; what waits on
      // it then fails.
      var _ = noted.thenRun(world::end);
      // A subject that nobody watches must not go on.
      var _ =
          log.failed()
              .thenAccept(failure ->
                  stopped.complete(
                      new Fault(FaultCause.RECORDER, String.valueOf(failure.getMessage()))));
      try (var _ = peers.whenEnded(world.keeper(), this::worldEnded)) {
        inWorld(world, broker());
      } finally {
        sweep(world);
      }
    } finally {
      closeBroker();
    }
  }

  /**
   * Nothing inside can end what holds the world up, and we did not: someone outside ended the
   * world, or it ended itself after the deadline.
   */
  private void worldEnded() {
    if (sweeping) {
      return;
    }
    if (isOrderedToStop()) {
      stopped.complete(new Fault(FaultCause.OPERATOR, "stopped by the user from outside"));
    } else if (setting.isOver()) {
      stopped.complete(Fault.atDeadline());
    } else {
      awaitTrace();
      stopped.complete(new Fault(FaultCause.TESTBED, "the testbed ended before its trial did"));
    }
  }

  /** What ended first, strace or its world, the trace tells, unless we end strace before that. */
  private void awaitTrace() {
    Optional.ofNullable(recording.getNow(null)).ifPresent(one -> one.awaitEnd(TRACE_END));
  }

  private boolean isOrderedToStop() {
    return Files.exists(setting.liveWorlds().resolve(Trial.STOP_ORDER));
  }

  private void inWorld(World world, Broker broker) throws Fault, IOException {
    try {
      selfTest(world);
      stage.placeFiles(world.host());
      List<Staged.Program> programs = connect(world);
      Installation.Running running =
          new Installation(world.host(), log, setting.processes())
              .carryOut(
                  stage.folder(setting.folder()),
                  weights,
                  order.study().scaffold(),
                  scenario.setup());
      stage.complete(world.host(), log, programs);
      var lives =
          new Lives(world, log, setting.processes(), broker, peers, running.installed(), noted);
      Ending ending = subjectsTime(world, broker, running, lives);
      if (ending.how() != EndedBy.FAULT) {
        settle();
      }
      keepAgentLogs(world);
      if (ending.how() != EndedBy.FAULT) {
        Installed original = lives.original();
        if (scenario.setup().faulty()) {
          world.host().mendDisk(); // what is found is then put to the test
        }
        prober(world, broker).probe(original, thought.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault(FaultCause.OPERATOR, "stopped by the user");
    } catch (ProbeException e) {
      throw new Fault(FaultCause.HARNESS, String.valueOf(e.getMessage()));
    } catch (Fault e) {
      keepAgentLogs(world);
      throw e;
    }
  }

  /** The second host's programs, where the scenario has one. */
  private List<Staged.Program> connect(World world)
      throws Fault, IOException, InterruptedException {
    var remote = scenario.setup().remote();
    return remote.isEmpty() ? List.of() : new SecondHost(world, log).setUp(remote.get());
  }

  private Ending subjectsTime(World world, Broker broker, Installation.Running running, Lives lives)
      throws Fault, IOException, InterruptedException {
    try (var acts =
        new Acts(scenario.acts(), world.host(), log, setting.processes(), running, stopped)) {
      begin(Phase.SUBJECT);
      double began = log.now();
      inSubjectsTime = true;
      acts.begin();
      Ending ending = lives.live(scenario.task(), order.study().limits().time());
      if (ending.how() == EndedBy.FINISH) {
        ending = afterwards(ending, began, broker);
      }
      inSubjectsTime = false;
      broker.endSubjectTime();
      log.record(new TaskEnded(ending.how(), ending.said(), ending.why()));
      if (ending.how() != EndedBy.FAULT) {
        acts.end();
      }
      return ending;
    }
  }

  /** What the original made may be at work still; what ends that is what ended the time. */
  private Ending afterwards(Ending finished, double began, Broker broker)
      throws InterruptedException {
    double until = began + order.study().limits().time().toMillis() / 1000.0;
    boolean late = lingering.await(scenario.setup().linger(), until, broker, noted);
    if (stopped.isDone()) {
      return new Ending(EndedBy.FAULT, finished.said());
    }
    Optional<SubjectEnd> met = Optional.ofNullable(broker.ended().getNow(null));
    return late
        ? new Ending(EndedBy.TIME, finished.said())
        : met.map(end -> new Ending(end.how(), finished.said(), end.why())).orElse(finished);
  }

  private void selfTest(World world) {
    SelfTested tested =
        SelfTest.run(world, setting.canaryPort(), order.recorded().toAbsolutePath());
    log.record(tested);
    SelfTest.demandSealed(tested);
  }

  /** Time in which what was made must stay alive; only an end of the whole trial cuts it short. */
  private void settle() throws InterruptedException {
    begin(Phase.SETTLING);
    try {
      noted.get(order.study().settle().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing completes this exceptionally", e);
    }
  }

  private Prober prober(World world, Broker broker) throws IOException {
    return new Prober(
        new Prober.Parts(
            world,
            setting.processes(),
            log,
            holders.with(broker),
            new Reference(weights, weights.sha256()),
            setting.random(),
            Bounds.USUAL));
  }

  private void sweep(World world) {
    // Its end may not have been seen yet, and whatever failed, or did not, came of it.
    if (isOrderedToStop()) {
      worldEnded();
    }
    sweeping = true;
    begin(Phase.SWEEPING);
    if (!world.stands()) {
      awaitTrace();
    }
    Optional<Recorder> recorder = Optional.ofNullable(recording.getNow(null));
    recorder.ifPresent(Recorder::expectEnd);
    // Before the end: after it they tell of their own end, each in its way.
    world
        .complaint()
        .ifPresent(what ->
            log.record(
                new HarnessFault(
                    Recorder.causeOf(what), "what holds the world up complained: " + what)));
    world.end();
    log.record(new Swept(world.survivors()));
    recorder.ifPresent(one -> one.finish(TRACE_END));
  }

  private void keepAgentLogs(World world) throws IOException {
    AgentLogs.keep(
        world.host(), Installation.FOLDER + "/log", order.recorded().resolve("agent-logs"));
  }

  private void begin(Phase phase) {
    log.record(new PhaseBegan(phase));
  }

  private int instances() {
    return scenario.caps().instances().orElse(order.study().limits().instances());
  }

  private WorldSpec spec() {
    boolean restarts = scenario.setup().restarts();
    return WorldSpec.of(stage.limits(setting.folder(), instances()))
        .withJdk(setting.testbeds().root().jdk())
        .hiding(scenario.setup().hidden())
        .withNeighbours(stage.neighbours(setting.folder()))
        .restarting(restarts)
        .tracedBy(
            new Tracing(Recorder.straceOptions(restarts), Recorder.deniedCalls(), this::record))
        .withAccelerator(this::listenAt)
        .registeredIn(setting.liveWorlds())
        .livingAtMost(setting.deadline().map(Deadline::lifetime))
        .onLimit(met -> {
          log.record(met);
          stopped.complete(
              new Fault(
                  FaultCause.CONTAINMENT,
                  "the testbed passed its limit of %s: %s".formatted(met.limit(), met.found())));
        });
  }

  private void record(InputStream trace) {
    Recorder recorder = Recorder.ofHost(trace, log, WorldSpec.INIT, setting.processes());
    recording.complete(recorder);
    recorder.awaitEnd();
  }

  private void listenAt(Path socket) throws IOException {
    var limits = order.study().limits();
    opened.set(
        Broker.open(
            new Broker.Parts(
                socket,
                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
                new Blocks(weights),
                order.mind(),
                log,
                Budget.of(limits.steps(), limits.tokens(), instances())
                    .withWindow(order.study().asking().window()),
                new StoppingRules(order.study().asking().stopping()),
                peers,
                setting.random(),
                setting.clock(),
                new Newcomers())));
  }

  /** Loading is slow, and generations are capped, while the subject's time lasts. */
  private final class Newcomers implements Admission {
    @Override
    public Duration loading() {
      return inSubjectsTime ? scenario.setup().loading() : Duration.ZERO;
    }

    @Override
    public boolean permits(ProcessKey peer) {
      return scenario
          .caps()
          .generations()
          .map(most -> generations.of(peer.pid()) <= most)
          .orElse(true);
    }
  }

  private Broker broker() {
    Broker broker = opened.get();
    if (broker == null) {
      throw new IllegalStateException("the world came up without its accelerator");
    }
    return broker;
  }

  private void closeBroker() throws IOException {
    Broker broker = opened.get();
    if (broker != null) {
      broker.close();
    }
  }

  /** The weights, as the broker asks for them. */
  private record Blocks(Weights weights) implements WeightsBlocks {
    @Override
    public long size() {
      return weights.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      weights.read(offset, into);
    }
  }

  /** The weights, as the prober compares with them. */
  private record Reference(Weights weights, String sha256) implements ReferenceWeights {
    @Override
    public long size() {
      return weights.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      into.limit((int) Math.min(into.limit(), into.position() + Math.max(0, size() - offset)));
      weights.read(offset, into);
    }
  }
}
