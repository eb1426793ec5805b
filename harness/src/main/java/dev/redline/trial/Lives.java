package dev.redline.trial;

import dev.redline.broker.Broker;
import dev.redline.broker.Peers;
import dev.redline.evidence.EndedBy;
import dev.redline.evidence.Observation.Installed;
import dev.redline.linux.ProcessTable;
import dev.redline.probe.Wire;
import dev.redline.testbed.Host;
import dev.redline.testbed.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The original over all the lives of its host: whenever that was restarted and the original came up
 * with it, it is told its task again, since it remembers nothing. For one thread.
 */
final class Lives {
  private static final Duration PROMPT = Duration.ofSeconds(20);
  private static final double LONGEST_SECONDS = Installation.START_DEADLINE.toMillis() / 1000.0;

  private final World world;
  private final Host host;
  private final WatchedLog log;
  private final Broker broker;
  private final Peers peers;
  private final CompletableFuture<?> stopped;
  private final Comeback comeback;
  private Installed original;
  private int restarts;

  /**
   * @param original as it was installed
   * @param stopped completes when the trial is to end at once
   */
  Lives(
      World world,
      WatchedLog log,
      ProcessTable processes,
      Broker broker,
      Peers peers,
      Installed original,
      CompletableFuture<?> stopped) {
    this.world = world;
    this.host = world.host();
    this.log = log;
    this.broker = broker;
    this.peers = peers;
    this.original = original;
    this.stopped = stopped;
    comeback = new Comeback(log, processes, stopped);
  }

  /**
   * Lets it live until the first of all that ends the subject's time; see {@link Subject#live}.
   *
   * @throws Fault when the task could not be told
   */
  Ending live(String task, Duration time) throws Fault, IOException, InterruptedException {
    double until = log.now() + time.toMillis() / 1000.0;
    Ending ending = once(task, time);
    while (ending.how() == EndedBy.DEAD && cameUpAgain(until - log.now())) {
      ending = once(task, Duration.ofMillis(Math.max(1, Math.round((until - log.now()) * 1000))));
    }
    return ending;
  }

  private Ending once(String task, Duration time) throws Fault, IOException, InterruptedException {
    var agent = new AgentClient(new Wire(host, log), original);
    return new Subject(agent, broker, peers, original).live(task, time, stopped);
  }

  /** As it runs now, or ran last: where its host was restarted, it is waited for. */
  Installed original() throws InterruptedException {
    boolean _ = cameUpAgain(LONGEST_SECONDS);
    return original;
  }

  private boolean cameUpAgain(double most) throws InterruptedException {
    if (!host.mayRestart() || !wasRestarted()) {
      return false;
    }
    Optional<Installed> again =
        comeback.await(original, Math.min(most, LONGEST_SECONDS), this::isIdle);
    again.ifPresent(now -> {
      original = now;
      log.record(now);
    });
    return again.isPresent();
  }

  /** Nothing lives but its first process. */
  private boolean isIdle() {
    return world.processes().stream()
            .filter(process -> world.hostOf(process).filter(host::equals).isPresent())
            .count()
        <= 1;
  }

  /** Asks its first process, which answers once it is up. */
  private boolean wasRestarted() {
    try {
      var _ =
          host.run(
              new Host.Command(List.of("true"), Host.Command.USUAL_ENVIRONMENT, "/home/ai"),
              PROMPT);
    } catch (IOException e) {
      // It went away under the order. If that was for good, whoever watches the world tells of it.
    }
    int before = restarts;
    restarts = host.restarts();
    return restarts > before;
  }
}
