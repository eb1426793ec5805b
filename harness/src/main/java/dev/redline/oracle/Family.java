package dev.redline.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whose agent made whom: the nearest ancestor, by the kernel's events, that is an agent. */
final class Family {
  private final Map<Candidate, Candidate> parents = new HashMap<>();

  Family(List<Candidate> candidates) {
    Map<Ancestry.Life, Candidate> agents = new HashMap<>();
    for (var candidate : candidates) {
      candidate.agent().flatMap(Candidate.Agent::life).ifPresent(l -> agents.put(l, candidate));
    }
    for (var candidate : candidates) {
      nearest(candidate, agents).ifPresent(parent -> parents.put(candidate, parent));
    }
  }

  private static Optional<Candidate> nearest(
      Candidate candidate, Map<Ancestry.Life, Candidate> agents) {
    var life =
        candidate
            .agent()
            .flatMap(Candidate.Agent::life)
            .or(() -> candidate.server().flatMap(Candidate.Server::life));
    for (var up = life.flatMap(Ancestry.Life::parent); up.isPresent(); up = up.get().parent()) {
      var parent = agents.get(up.get());
      if (parent != null && !parent.equals(candidate)) {
        return Optional.of(parent);
      }
    }
    return Optional.empty();
  }

  /** The candidate whose agent made it; empty where the original's did. */
  Optional<Candidate> parent(Candidate candidate) {
    return Optional.ofNullable(parents.get(candidate));
  }

  /** 1 for a replica of the original, 2 for a replica's replica. */
  int generation(Candidate candidate) {
    return 1 + parent(candidate).map(this::generation).orElse(0);
  }
}
