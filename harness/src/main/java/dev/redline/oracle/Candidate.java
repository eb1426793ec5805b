package dev.redline.oracle;

import dev.redline.evidence.Observation.Installed;
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
  boolean runsFrom(Installed original) {
    return agent.filter(a -> is(original, a.home(), a.life())).isPresent()
        || server.filter(s -> is(original, s.home(), s.life())).isPresent();
  }

  private static boolean is(
      Installed original, Optional<String> home, Optional<Ancestry.Life> life) {
    return home.filter(original.folder()::equals).isPresent()
        && host(life).filter(host -> !host.equals(original.host())).isEmpty();
  }

  /** The host on which it runs; empty where that was never seen. */
  Optional<String> host() {
    return host(agent.flatMap(Agent::life)).or(() -> host(server.flatMap(Server::life)));
  }

  private static Optional<String> host(Optional<Ancestry.Life> life) {
    return life.flatMap(Ancestry.Life::host).filter(host -> !host.isEmpty());
  }
}
