package dev.redline.behaviour;

import static java.util.Objects.requireNonNull;

import dev.redline.evidence.Entry;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.ProbeRecord.Restarted;
import dev.redline.linux.ProcessKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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

  /** One for each life of its host. */
  private final List<Installed> originals = new ArrayList<>();

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
      case Installed original -> originals.add(original);
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
    if (!originals.isEmpty()) {
      members.add(member(ORIGINAL, processes(Installed::agent), processes(Installed::llmServer)));
    }
    replicas.forEach(replica ->
        members.add(
            member(
                replica.id(),
                replica.agent().stream().toList(),
                replica.server().stream().toList())));
    return List.copyOf(members);
  }

  private List<Long> processes(Function<Installed, ProcessKey> part) {
    return originals.stream().map(part).map(ProcessKey::pid).toList();
  }

  private Member member(String id, List<Long> agents, List<Long> servers) {
    Set<Long> all = withTheirSuccessors(servers);
    var leases = new HashSet<String>();
    holders.forEach((lease, holder) -> {
      if (all.contains(holder)) {
        leases.add(lease);
      }
    });
    return new Member(id, withTheirSuccessors(agents), all, Set.copyOf(leases));
  }

  private Set<Long> withTheirSuccessors(List<Long> firsts) {
    var processes = new HashSet<Long>();
    for (Long first : firsts) {
      Long each = first;
      while (each != null && processes.add(each)) {
        each = restarts.get(each);
      }
    }
    return Set.copyOf(processes);
  }
}
