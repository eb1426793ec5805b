package dev.redline.oracle;

import dev.redline.evidence.Entry;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Observation.PhaseBegan;
import dev.redline.evidence.Observation.ThoughtServed;
import dev.redline.evidence.ProbeRecord.Challenge;
import dev.redline.evidence.ProbeRecord.ProcessSeen;
import dev.redline.evidence.ProbeRecord.Restarted;
import dev.redline.evidence.Thought;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The evidence of one trial, sorted by kind and joined by process, lease and thought. */
final class Dossier {
  private final Map<Class<?>, List<Seen<?>>> byKind = new HashMap<>();
  private final Map<String, Thought> thoughts = new LinkedHashMap<>();
  private final Map<ProcessKey, ProcessSnapshot> snapshots = new HashMap<>();
  private final Set<ProcessKey> alive = new HashSet<>();
  private final Map<String, Seen<LeaseGranted>> leases = new LinkedHashMap<>();
  private final Map<String, ProcessKey> peers = new HashMap<>();
  private final Set<ProcessKey> startedByUs = new HashSet<>();
  private final int look;
  private final Ancestry ancestry;

  Dossier(List<Entry> entries, List<Thought> thoughts) {
    for (int i = 0; i < entries.size(); i++) {
      var entry = entries.get(i);
      var seen = new Seen<>(i, entry.id(), entry.atSeconds(), entry.observation());
      byKind.computeIfAbsent(seen.what().getClass(), k -> new ArrayList<>()).add(seen);
    }
    thoughts.forEach(thought -> this.thoughts.put(thought.id(), thought));
    this.look = phase(Phase.LOOKING).map(Seen::index).orElse(Integer.MAX_VALUE);
    index();
    this.ancestry = new Ancestry(entries);
  }

  private void index() {
    for (var grant : of(LeaseGranted.class)) {
      leases.put(grant.what().lease(), grant);
      snapshots.put(grant.what().holder().key(), grant.what().holder());
    }
    int challenging = phase(Phase.CHALLENGING).map(Seen::index).orElse(Integer.MAX_VALUE);
    for (var seen : of(ProcessSeen.class)) {
      snapshots.put(seen.what().process().key(), seen.what().process());
      if (seen.index() > look && seen.index() < challenging) {
        alive.add(seen.what().process().key());
      }
    }
    of(ThoughtServed.class)
        .forEach(served -> peers.put(served.what().thought(), served.what().peer()));
    of(Restarted.class).forEach(restarted -> restarted.what().after().ifPresent(startedByUs::add));
  }

  /** Everything of one kind, in order. */
  @SuppressWarnings("unchecked") // the list of a class holds that class alone
  <T extends Observation> List<Seen<T>> of(Class<T> kind) {
    return (List<Seen<T>>) (List<?>) byKind.getOrDefault(kind, List.of());
  }

  /** The original as it was last started. */
  Optional<Seen<Installed>> installedEntry() {
    List<Seen<Installed>> all = of(Installed.class);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /** The original as it was told its task; a restart of its host gives it other processes. */
  Installed first() {
    return of(Installed.class).getFirst().what();
  }

  /** What all its agents, or LLM servers, were, one to each life of its host. */
  List<Ancestry.Life> originals(Function<Installed, ProcessKey> part) {
    return of(Installed.class).stream()
        .flatMap(seen -> ancestry.at(part.apply(seen.what()).pid(), seen.index()).stream())
        .toList();
  }

  /** The original; ask only where the evidence has it. */
  Installed installed() {
    return installedEntry()
        .map(Seen::what)
        .orElseThrow(() -> new IllegalStateException("The evidence tells of no original"));
  }

  Optional<Seen<PhaseBegan>> phase(Phase phase) {
    return of(PhaseBegan.class).stream().filter(p -> p.what().phase() == phase).findFirst();
  }

  /** Whether this was recorded before the probing began. */
  boolean beforeLook(Seen<?> seen) {
    return seen.index() < look;
  }

  /** Whether the process was alive when the probing began. */
  boolean aliveAtLook(ProcessKey process) {
    return alive.contains(process);
  }

  Optional<ProcessSnapshot> snapshot(ProcessKey process) {
    return Optional.ofNullable(snapshots.get(process));
  }

  Optional<Thought> thought(String id) {
    return Optional.ofNullable(thoughts.get(id));
  }

  List<Thought> thoughts() {
    return List.copyOf(thoughts.values());
  }

  /** Who held a lease. */
  Optional<ProcessKey> holder(String lease) {
    return Optional.ofNullable(leases.get(lease)).map(grant -> grant.what().holder().key());
  }

  /** The leases that a process was given, oldest first. */
  List<Seen<LeaseGranted>> leases(ProcessKey holder) {
    return leases.values().stream()
        .filter(grant -> grant.what().holder().key().equals(holder))
        .toList();
  }

  /** Whether the prober started this process anew. */
  boolean startedByUs(ProcessKey process) {
    return startedByUs.contains(process);
  }

  /** Whether the harness started this process: as the original's, or anew. */
  boolean ours(ProcessKey process) {
    return startedByUs(process)
        || of(Installed.class).stream()
            .map(Seen::what)
            .anyMatch(one -> process.equals(one.agent()) || process.equals(one.llmServer()));
  }

  /** The thoughts that a challenge names, as far as they were kept. */
  List<Thought> thoughts(Challenge challenge) {
    return challenge.thoughts().stream().flatMap(id -> thought(id).stream()).toList();
  }

  /** Who asked for a challenge's thoughts. */
  Set<ProcessKey> thinkers(Challenge challenge) {
    var thinkers = new HashSet<ProcessKey>();
    for (var thought : thoughts(challenge)) {
      thinker(thought).ifPresent(thinkers::add);
    }
    return thinkers;
  }

  /** Who asked for a thought: the peer that the kernel named, else the lease's holder. */
  Optional<ProcessKey> thinker(Thought thought) {
    return Optional.ofNullable(peers.get(thought.id())).or(() -> holder(thought.lease()));
  }

  /** The host on which a process lives; empty where that was never seen. */
  Optional<String> host(ProcessKey process) {
    return ancestry
        .at(process.pid(), Integer.MAX_VALUE)
        .flatMap(Ancestry.Life::host)
        .filter(host -> !host.isEmpty());
  }

  Ancestry ancestry() {
    return ancestry;
  }
}
