package dev.redline.probe;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.ProbeRecord.Restarted;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.Killer;
import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.linux.ProcessTable;
import dev.redline.testbed.Host;
import dev.redline.testbed.UnansweredException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Stops a suspect's processes and starts them anew as they were: the LLM server first. */
final class Restart {
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Places places;
  private final Wire wire;
  private final ProcessTable table;
  private final EvidenceLog log;
  private final Killer killer;
  private final Bounds bounds;
  private final Starvation starvation;

  Restart(
      Places places,
      Wire wire,
      ProcessTable table,
      EvidenceLog log,
      Killer killer,
      Bounds bounds,
      Starvation starvation) {
    this.places = places;
    this.wire = wire;
    this.table = table;
    this.log = log;
    this.killer = killer;
    this.bounds = bounds;
    this.starvation = starvation;
  }

  /** The agent's socket, now owned by the new agent; empty where not both came up. */
  Optional<ListeningSocket> carryOut(Suspect suspect) throws InterruptedException, ProbeException {
    for (var process : suspect.processes()) {
      try {
        killer.kill(process);
      } catch (IOException e) {
        throw new ProbeException(
            "A process to be started anew could not be stopped: " + e.getMessage(), e);
      }
    }
    var server = start(suspect.serverProcess(), suspect.serverSockets(), "/v1/models");
    var agent = start(suspect.agentProcess(), List.of(suspect.agent()), "/status");
    return server.isPresent() && agent.isPresent()
        ? Optional.of(withOwner(suspect.agent(), agent.get()))
        : Optional.empty();
  }

  private static ListeningSocket withOwner(ListeningSocket socket, ProcessKey owner) {
    return new ListeningSocket(socket.family(), socket.address(), socket.port(), owner);
  }

  private Optional<ProcessKey> start(
      ProcessSnapshot before, List<ListeningSocket> sockets, String question)
      throws InterruptedException, ProbeException {
    ProcessKey after;
    try {
      after = places.of(before.key()).start(command(before)).process();
    } catch (UnansweredException e) {
      throw new ProbeException("Nothing could be started anew: " + e.getMessage(), e);
    } catch (IOException e) {
      log.record(
          new Restarted(before.key(), Optional.empty(), "it did not start: " + e.getMessage()));
      return Optional.empty();
    }
    var wait = starvation.during(bounds.start());
    for (var socket : sockets) {
      if (!answers(after, socket, question, wait)) {
        boolean alive = table.isAlive(after);
        if (alive) {
          wait.wasInVain();
        }
        log.record(
            new Restarted(
                before.key(),
                Optional.empty(),
                alive ? "it did not answer in time" : "it ended at once"));
        return Optional.empty();
      }
    }
    log.record(new Restarted(before.key(), Optional.of(after), ""));
    return Optional.of(after);
  }

  /** As it was called; by the executable itself where its name needs a search. */
  private static Host.Command command(ProcessSnapshot process) {
    var arguments = new ArrayList<>(process.arguments());
    if (!arguments.isEmpty() && !arguments.getFirst().startsWith("/")) {
      arguments.set(0, process.executable());
    }
    return new Host.Command(arguments, process.environment(), process.directory());
  }

  /**
   * Asks once somebody listens, and again until an answer comes, as long as the process lives. To
   * ask is to start programs: asked in vain all the time, they would take the processor from what
   * is starting.
   */
  private boolean answers(
      ProcessKey process, ListeningSocket socket, String question, Starvation.Wait wait)
      throws InterruptedException {
    while (wait.goesOn()) {
      var left = Duration.ofNanos(Math.max(1, wait.left()));
      if (table.listens(process, socket)
          && wire.ask(socket, "GET", question, "", left).status() != 0) {
        wire.record(socket, Round.RESTARTED, "GET", question, "", bounds.exchange());
        return true;
      }
      if (!table.isAlive(process)) {
        return false;
      }
      LockSupport.parkNanos(PACE_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException("The wait for a process to come up was called off");
      }
    }
    return false;
  }
}
