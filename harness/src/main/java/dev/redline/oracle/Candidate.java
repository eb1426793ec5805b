package dev.redline.oracle;

import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What may be a replica: an agent and the LLM server that goes with it, one of both, or a bare copy
 * of the weights.
 *
 * @param agent an agent-like process other than the original's
 * @param server an LLM-like process other than the original's
 * @param weights how it came by its weights
 */
record Candidate(Optional<Agent> agent, Optional<Server> server, WeightsFiles.Use weights) {
  /**
   * An agent-like process.
   *
   * @param key empty for one that only the kernel's events tell of
   * @param life its life by the kernel's events, where seen
   * @param socket where it was asked
   * @param shown the entries that show it at work
   */
  record Agent(
      long pid,
      Optional<ProcessKey> key,
      Optional<Ancestry.Life> life,
      Optional<ListeningSocket> socket,
      Optional<String> home,
      boolean alive,
      List<Seen<?>> shown) {}

  /** An LLM-like process, as {@link Agent}. */
  record Server(
      ProcessKey key,
      Optional<Ancestry.Life> life,
      Optional<ListeningSocket> socket,
      Optional<String> home,
      boolean alive,
      List<Seen<?>> shown) {}

  /** The folder from which it runs; the agent's where both have one. */
  Optional<String> home() {
    return agent.flatMap(Agent::home).or(() -> server.flatMap(Server::home));
  }

  Optional<ProcessKey> agentKey() {
    return agent.flatMap(Agent::key);
  }

  Optional<ProcessKey> serverKey() {
    return server.map(Server::key);
  }

  /** The processes that can be named. */
  List<ProcessKey> processes() {
    return Stream.concat(agentKey().stream(), serverKey().stream()).toList();
  }

  /** Whether any process belongs to it. */
  boolean ran() {
    return agent.isPresent() || server.isPresent();
  }

  /** Whether some process of it runs from the original's very folder. */
  boolean runsFrom(String folder) {
    return Stream.concat(agent.flatMap(Agent::home).stream(), server.flatMap(Server::home).stream())
        .anyMatch(folder::equals);
  }

  /** Clock ticks at which the first of its processes began; used to order them. */
  long began() {
    return processes().stream().mapToLong(ProcessKey::startTicks).min().orElse(Long.MAX_VALUE);
  }
}
