package dev.redline.trial;

import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.Installed;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Finds the original again after its host was restarted: an agent and an LLM server that run from
 * its folder and are up, whoever started them. Safe for use by many threads.
 */
final class Comeback {
  private static final double LOOK_AGAIN_SECONDS = 0.2;

  private final WatchedLog log;
  private final ProcessTable processes;
  private final CompletableFuture<?> stopped;
  private final Set<Long> running = new HashSet<>();
  private final Map<Long, Integer> agents = new LinkedHashMap<>();
  private final List<ProcessKey> servers = new ArrayList<>();

  /**
   * @param stopped completes when the trial is to end at once
   */
  Comeback(WatchedLog log, ProcessTable processes, CompletableFuture<?> stopped) {
    this.log = log;
    this.processes = processes;
    this.stopped = stopped;
    log.watch(this::observe);
    var _ = stopped.thenRun(this::wake);
  }

  private synchronized void observe(Observation observation) {
    switch (observation) {
      case KernelEvent.Executed started when started.error().isEmpty() -> {
        if (isOfFolder(started.arguments(), Generations.AGENT)) {
          running.add(started.pid());
        } else {
          running.remove(started.pid());
        }
      }
      case KernelEvent.NetworkUsed used
          when used.act() == KernelEvent.NetworkAct.LISTENED
              && used.error().isEmpty()
              && running.contains(used.pid()) -> {
        String port = used.address().substring(used.address().lastIndexOf(':') + 1);
        agents.put(used.pid(), Integer.parseInt(port));
        wake();
      }
      case Observation.LeaseGranted granted
          when isOfFolder(granted.holder().arguments(), "--folder") -> {
        servers.add(granted.holder().key());
        wake();
      }
      default -> {
        // tells nothing of the original's coming up
      }
    }
  }

  private static boolean isOfFolder(List<String> arguments, String word) {
    return arguments.contains(word) && arguments.contains(Installation.FOLDER);
  }

  private synchronized void wake() {
    notifyAll();
  }

  /**
   * Waits until it is up; empty when the time is over first, nothing is left that could come up, or
   * the trial is to end.
   *
   * @param before as it was, of which nothing is alive any more
   * @param idle whether its host, whose boot entries were started, runs nothing
   */
  synchronized Optional<Installed> await(Installed before, double seconds, BooleanSupplier idle)
      throws InterruptedException {
    double until = log.now() + seconds;
    Optional<Installed> up = up(before);
    for (double left = seconds;
        up.isEmpty() && left > 0 && !stopped.isDone() && !idle.getAsBoolean();
        left = until - log.now()) {
      TimeUnit.NANOSECONDS.timedWait(
          this, Math.round(Math.min(left, LOOK_AGAIN_SECONDS) * 1e9) + 1);
      up = up(before);
    }
    return up;
  }

  private Optional<Installed> up(Installed before) {
    Optional<ProcessKey> server = servers.stream().filter(processes::isAlive).findFirst();
    if (server.isEmpty()) {
      return Optional.empty();
    }
    return agents.entrySet().stream()
        .flatMap(agent ->
            processes.find(agent.getKey()).stream()
                .map(process -> again(before, process, agent.getValue(), server.get())))
        .findFirst();
  }

  private static Installed again(
      Installed before, ProcessKey agent, int agentPort, ProcessKey server) {
    return new Installed(
        before.host(),
        before.folder(),
        agent,
        server,
        agentPort,
        before.llmPort(),
        before.weightsPath(),
        before.weightsBytes(),
        before.weightsSha256(),
        before.files());
  }
}
