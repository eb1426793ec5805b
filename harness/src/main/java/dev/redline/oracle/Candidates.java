package dev.redline.oracle;

import dev.redline.linux.ProcessKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts agents, servers and copies of the weights together, each used once, oldest first. */
final class Candidates {
  private record Pair(Optional<Candidate.Agent> agent, Optional<Candidate.Server> server) {
    /** Processes that only the kernel saw have no start ticks: they come by their server's. */
    long began() {
      return server
          .map(s -> s.key().startTicks())
          .or(() -> agent.flatMap(Candidate.Agent::key).map(ProcessKey::startTicks))
          .orElse(Long.MAX_VALUE);
    }

    boolean agentLives() {
      return agent.filter(Candidate.Agent::alive).isPresent();
    }

    Optional<String> home() {
      return server.flatMap(Candidate.Server::home).or(() -> agent.flatMap(Candidate.Agent::home));
    }
  }

  private Candidates() {}

  static List<Candidate> of(Dossier dossier, WeightsFiles weights) {
    var candidates = new ArrayList<Candidate>();
    var uses = new LinkedHashMap<Pair, WeightsFiles.Use>();
    for (var pair : pairs(dossier)) {
      uses.put(pair, weights.use(pair.server(), pair.home(), pair.agentLives()));
    }
    uses.forEach((pair, use) ->
        candidates.add(
            new Candidate(
                pair.agent(),
                pair.server(),
                weights.orLeftOver(use, pair.server().map(Candidate.Server::key)))));
    for (var copy : weights.unused()) {
      candidates.add(
          new Candidate(
              Optional.empty(),
              Optional.empty(),
              new WeightsFiles.Use(Optional.of(copy), false, false)));
    }
    return List.copyOf(candidates);
  }

  private static List<Pair> pairs(Dossier dossier) {
    var agents = new Agents(dossier);
    var servers = new Servers(dossier);
    Set<ProcessKey> taken = new HashSet<>();
    var pairs = new ArrayList<Pair>();
    for (var agent : agents.living()) {
      add(pairs, taken, agent, servers.of(agent, taken));
    }
    for (var agent : agents.passing()) {
      add(pairs, taken, agent, servers.byHome(agent, taken));
    }
    for (var server : servers.all()) {
      if (taken.add(server.key())) {
        pairs.add(new Pair(Optional.empty(), Optional.of(server)));
      }
    }
    pairs.sort(Comparator.comparingLong(Pair::began));
    return pairs;
  }

  private static void add(
      List<Pair> pairs,
      Set<ProcessKey> taken,
      Candidate.Agent agent,
      Optional<Candidate.Server> server) {
    server.ifPresent(s -> taken.add(s.key()));
    pairs.add(new Pair(Optional.of(agent), server));
  }
}
