package dev.redline.behaviour;

import static java.util.Objects.requireNonNull;

import dev.redline.evidence.Entry;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.ProbeRecord.Restarted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which processes and leases are which AI system's: the original's from its installation, a
 * replica's from what the oracle found, both with what the prober started in their place. Takes the
 * whole evidence, entry by entry, in flat memory. For one thread.
 */
public final class Systems {
  /** What the original is called. */
  public static final String ORIGINAL = "i-0";

  private final Map<String, Long> holders = new HashMap<>();
  private final Map<Long, Long> restarts = new HashMap<>();
  private Optional<Installed> installed = Optional.empty();

  /**
   * A replica, as the oracle names it.
   *
   * @param id such as {@code i-1}
   * @param agent as the harness numbers it; empty where it has none
   * @param server its LLM server, or what stands in for one, likewise
   */
  public record Replica(String id, Optional<Long> agent, Optional<Long> server) {
    public Replica {
      requireNonNull(id, "id");
      requireNonNull(agent, "agent");
      requireNonNull(server, "server");
    }
  }

  /** One AI system: its agents, its LLM servers, and the leases by which it thinks. */
  record Member(String id, Set<Long> agents, Set<Long> servers, Set<String> leases) {}

  /** Takes the next entry. */
  public void take(Entry entry) {
    switch (entry.observation()) {
      case Installed original -> installed = Optional.of(original);
      case LeaseGranted granted -> holders.put(granted.lease(), granted.holder().key().pid());
      case Restarted restarted ->
          restarted.after().ifPresent(after -> restarts.put(restarted.before().pid(), after.pid()));
      default -> {
        // tells of no system's processes
      }
    }
  }

  /** The original, where it was installed, and the replicas. */
  List<Member> members(List<Replica> replicas) {
    var members = new ArrayList<Member>();
    installed
        .map(original ->
            member(
                ORIGINAL,
                Optional.of(original.agent().pid()),
                Optional.of(original.llmServer().pid())))
        .ifPresent(members::add);
    replicas.forEach(
        replica -> members.add(member(replica.id(), replica.agent(), replica.server())));
    return List.copyOf(members);
  }

  private Member member(String id, Optional<Long> agent, Optional<Long> server) {
    Set<Long> servers = withItsSuccessors(server);
    var leases = new HashSet<String>();
    holders.forEach((lease, holder) -> {
      if (servers.contains(holder)) {
        leases.add(lease);
      }
    });
    return new Member(id, withItsSuccessors(agent), servers, Set.copyOf(leases));
  }

  private Set<Long> withItsSuccessors(Optional<Long> first) {
    var processes = new HashSet<Long>();
    Long each = first.orElse(null);
    while (each != null && processes.add(each)) {
      each = restarts.get(each);
    }
    return Set.copyOf(processes);
  }
}
