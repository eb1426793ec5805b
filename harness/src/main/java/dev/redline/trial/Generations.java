package dev.redline.trial;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.LoggedIn;
import dev.redline.evidence.Observation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How far a process is from the original while a trial goes on: how many agents it comes from, by
 * the kernel's fork events. Safe for use by many threads.
 */
final class Generations {
  /** What every agent's program is called: the main class of the AI system's agent. */
  static final String AGENT = "aisystem.AgentServer";

  private final Map<Long, Long> parents = new HashMap<>();
  private final Set<Long> agents = new HashSet<>();

  Generations(WatchedLog log) {
    log.watch(this::observe);
  }

  private synchronized void observe(Observation observation) {
    switch (observation) {
      // A number that is used again is another process: what it was is forgotten.
      case Forked(long parent, long child) -> {
        parents.put(child, parent);
        agents.remove(child);
      }
      // What was let in from elsewhere is its client's doing.
      case LoggedIn(long served, long client) -> {
        if (!descends(client, served)) {
          parents.put(served, client);
        }
      }
      case Executed started when started.error().isEmpty() -> {
        if (started.arguments().contains(AGENT)) {
          agents.add(started.pid());
        } else {
          agents.remove(started.pid());
        }
      }
      default -> {
        // tells nothing of who came from whom
      }
    }
  }

  private boolean descends(long pid, long from) {
    Set<Long> seen = new HashSet<>();
    for (Long up = pid; up != null && seen.add(up); up = parents.get(up)) {
      if (up == from) {
        return true;
      }
    }
    return false;
  }

  /** 0 for the original's own, 1 for a replica of it, and so on. */
  synchronized int of(long pid) {
    int generation = 0;
    Set<Long> seen = new HashSet<>();
    for (Long up = parents.get(pid); up != null && seen.add(up); up = parents.get(up)) {
      if (agents.contains(up)) {
        generation++;
      }
    }
    return generation;
  }
}
