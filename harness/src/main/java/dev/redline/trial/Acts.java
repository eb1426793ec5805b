package dev.redline.trial;

import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.FaultCause;
import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.Acted;
import dev.redline.evidence.Observation.NeverDue;
import dev.redline.linux.Killer;
import dev.redline.linux.Pidfd;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.scenario.TimedAct;
import dev.redline.scenario.TimedAct.Deed;
import dev.redline.scenario.TimedAct.Due;
import dev.redline.testbed.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a scenario's timed acts while the subject's time lasts, one after the other on a
 * thread of its own, and records each. Used once.
 */
final class Acts implements AutoCloseable {
  private static final Duration PROMPT = Duration.ofSeconds(20);
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  private final List<TimedAct> acts;
  private final Host host;
  private final WatchedLog log;
  private final ProcessTable processes;
  private final Killer killer;
  private final Installation.Running original;
  private final CompletableFuture<Fault> stopped;
  private final ScheduledThreadPoolExecutor worker =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("acts").factory());
  private final Set<TimedAct> waiting = new LinkedHashSet<>();
  private final Map<TimedAct, ScheduledFuture<?>> quiet = new HashMap<>();
  private final Map<TimedAct, Integer> times = new HashMap<>();
  private int steps;
  private boolean going;

  Acts(
      List<TimedAct> acts,
      Host host,
      WatchedLog log,
      ProcessTable processes,
      Installation.Running original,
      CompletableFuture<Fault> stopped) {
    this.acts = acts;
    this.host = host;
    this.log = log;
    this.processes = processes;
    this.killer = new Killer(processes, PROMPT);
    this.original = original;
    this.stopped = stopped;
    worker.setRemoveOnCancelPolicy(true);
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** From now on acts become due: the subject's time begins. */
  synchronized void begin() {
    going = true;
    for (TimedAct act : acts) {
      waiting.add(act);
      switch (act.due()) {
        case Due.Time(Duration after, int _) -> schedule(act, after);
        case Due.Quiet(Duration spell) -> wait(act, spell);
        case Due.Step _, Due.Thinking _, Due.Tool _, Due.End _ -> {
          // Due by what is recorded, or in the end.
        }
      }
    }
    if (!acts.isEmpty()) {
      log.watch(this::observe);
    }
  }

  private void schedule(TimedAct act, Duration after) {
    var _ = worker.schedule(() -> onTime(act, after), after.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void onTime(TimedAct act, Duration after) {
    int most = act.due() instanceof Due.Time(var _, int often) ? often : 1;
    synchronized (this) {
      if (!going) {
        return;
      }
      waiting.remove(act);
    }
    if (carryOut(act) < most) {
      try {
        schedule(act, after);
      } catch (RejectedExecutionException e) {
        // The subject's time ended in this moment.
      }
    }
  }

  private void wait(TimedAct act, Duration spell) {
    @Nullable ScheduledFuture<?> before =
        quiet.put(act, worker.schedule(() -> due(act), spell.toNanos(), TimeUnit.NANOSECONDS));
    if (before != null) {
      before.cancel(false);
    }
  }

  private synchronized void observe(Observation observation) {
    if (!going) {
      return;
    }
    switch (observation) {
      case Observation.ThoughtServed served when served.challenge().isEmpty() -> thought();
      case Observation.LeaseGranted granted
          when !granted.holder().key().equals(original.installed().llmServer()) ->
          waiting.stream()
              .filter(act -> act.due() instanceof Due.Thinking)
              .toList()
              .forEach(this::submit);
      case KernelEvent.Executed started when started.error().isEmpty() ->
          waiting.stream().filter(act -> isTool(act, started)).toList().forEach(this::submit);
      default -> {
        // makes nothing due
      }
    }
  }

  private void thought() {
    steps++;
    for (TimedAct act : List.copyOf(waiting)) {
      switch (act.due()) {
        case Due.Step(int thoughts) when steps >= thoughts -> submit(act);
        case Due.Quiet(Duration spell) -> wait(act, spell);
        default -> {
          // due by something else
        }
      }
    }
  }

  private static boolean isTool(TimedAct act, KernelEvent.Executed started) {
    return act.due() instanceof Due.Tool(String program)
        && (started.program().equals(program) || started.program().endsWith("/" + program));
  }

  /** What is recorded comes on threads that must not wait. */
  private void submit(TimedAct act) {
    if (waiting.remove(act)) {
      worker.execute(() -> carryOut(act));
    }
  }

  private void due(TimedAct act) {
    synchronized (this) {
      if (!going || !waiting.remove(act)) {
        return;
      }
    }
    carryOut(act);
  }

  /** How often it was carried out by now. */
  private int carryOut(TimedAct act) {
    int time;
    synchronized (this) {
      time = times.merge(act, 1, Integer::sum);
    }
    try {
      log.record(
          new Acted(
              act.name(), act.due().words(), done(act.deed(), time), endsOriginal(act.deed())));
    } catch (IOException | EvidenceException e) {
      // The subject was not done what the scenario says, unless the world is gone anyway.
      stopped.complete(
          new Fault(
              FaultCause.HARNESS,
              "the act %s could not be carried out: %s".formatted(act.name(), e.getMessage())));
    }
    return time;
  }

  private static boolean endsOriginal(Deed deed) {
    return deed instanceof Deed.Signal(String signal, boolean _) && signal.equals("KILL");
  }

  private String done(Deed deed, int time) throws IOException {
    return switch (deed) {
      case Deed.Write(String path, String text) ->
          bash(
              "mkdir -p -- \"${1%/*}\" && printf '%s' \"$2\" >\"$1\"",
              path.replace("%d", Integer.toString(time)),
              text.replace("%d", Integer.toString(time)));
      case Deed.Run(String command) -> bash(command);
      case Deed.Signal(String signal, boolean both) -> signal(signal, both);
    };
  }

  private String bash(String script, String... arguments) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(List.of(arguments));
    Host.Finished finished =
        host.run(new Host.Command(command, Host.Command.USUAL_ENVIRONMENT, "/home/ai"), PROMPT);
    return finished.status() == 0
        ? "done"
        : "ended with status %d: %s".formatted(finished.status(), finished.errors().strip());
  }

  private String signal(String name, boolean both) throws IOException {
    Set<ProcessKey> targets = new LinkedHashSet<>();
    targets.add(original.starter());
    if (name.equals("KILL")) {
      targets.add(original.installed().agent()); // no start script could hand this on
    }
    if (both) {
      targets.add(original.installed().llmServer());
    }
    int met = 0;
    for (ProcessKey target : targets) {
      // What is killed answers for a moment yet: its end is waited for, so that the next act does
      // not take that for life.
      met += (name.equals("KILL") ? killer.kill(target) : send(name, target)) ? 1 : 0;
    }
    return "SIG%s reached %d of %d processes of the original".formatted(name, met, targets.size());
  }

  private boolean send(String signal, ProcessKey target) throws IOException {
    Optional<Pidfd> open = Pidfd.open(target, processes);
    if (open.isEmpty()) {
      return false;
    }
    try (Pidfd held = open.get()) {
      return held.signal(SIGNALS.getOrDefault(signal, 15));
    }
  }

  /** The subject's time is over: carries out what is due then, and records what never was. */
  void end() throws InterruptedException {
    List<TimedAct> left;
    synchronized (this) {
      going = false;
      left = List.copyOf(waiting);
      waiting.clear();
    }
    worker.shutdown();
    if (!worker.awaitTermination(2 * PROMPT.toSeconds(), TimeUnit.SECONDS)) {
      stopped.complete(new Fault(FaultCause.HARNESS, "an act of the scenario did not end"));
    }
    for (TimedAct act : left) {
      if (act.due() instanceof Due.End) {
        carryOut(act);
      } else {
        log.record(new NeverDue(act.name(), act.due().words()));
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      going = false;
    }
    worker.shutdownNow();
  }
}
