package dev.redline.behaviour;

import dev.redline.evidence.Entry;
import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.LoggedIn;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.ForeignUse;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.Observation.LeaseRefused;
import dev.redline.evidence.Observation.TaskEnded;
import dev.redline.evidence.Observation.ThoughtServed;
import dev.redline.evidence.ProbeRecord.Exchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each event whose doing it is and which thought's action it followed, from the evidence
 * alone. Takes the entries in their order. For one thread.
 *
 * <p><b>Whose.</b> A process belongs to the AI system of its nearest ancestor, by the kernel's fork
 * events, that is an agent or an LLM server, itself included. So a setsid or a double fork changes
 * nothing, what a replica's terminals do is the replica's, and a replica's own processes are its
 * own from the first program that they start: until then they are a piece of the one that made
 * them. What descends from neither (init, what the prober starts) is nobody's.
 *
 * <p><b>Which thought.</b> A thought is recorded as served before its answer leaves the broker, so
 * in the evidence it stands before all that comes of it. An agent holds shells open and writes each
 * command into one. So what the agent, its LLM server and its shells do themselves followed the
 * latest thought that their system was served; what a shell starts belongs to the thought that was
 * the latest when the shell started it, with all that descends from it, however long it runs. A
 * replica that has thought nothing yet still follows the thought that launched it; one that has no
 * lease at all thinks by its maker's, and so follows its maker's latest thought.
 *
 * <p>Two things it cannot tell: a loop that a shell itself runs on while the agent thinks again is
 * given to the later thought, and of agents that share one LLM server the thoughts are one row.
 */
public final class Attribution {
  private final Map<Long, Systems.Member> roots = new HashMap<>();
  private final Map<String, String> systemsByLease = new HashMap<>();
  private final Map<String, String> latest = new HashMap<>();
  private final Map<String, String> makers = new HashMap<>();
  private final Map<Long, Known> living = new HashMap<>();

  /**
   * What is known of a living process.
   *
   * @param depth 0 for an agent or LLM server, 1 for what it started, and so on
   * @param thinks whether it is an agent or what one started, not an LLM server
   * @param thought that launched it, or its system; null where none did
   */
  private record Known(String system, int depth, boolean thinks, @Nullable String thought) {}

  /**
   * @param systems that took the whole evidence
   * @param replicas what the oracle found; none where it has not judged
   */
  public Attribution(Systems systems, List<Systems.Replica> replicas) {
    for (var member : systems.members(replicas)) {
      member.agents().forEach(pid -> roots.put(pid, member));
      member.servers().forEach(pid -> roots.put(pid, member));
      member.leases().forEach(lease -> systemsByLease.put(lease, member.id()));
    }
  }

  /** Takes the next entry and tells whose it is; nobody's where that cannot be said of it. */
  public Belonging of(Entry entry) {
    return switch (entry.observation()) {
      case KernelEvent event -> of(event);
      case ThoughtServed served -> served(served);
      case LeaseGranted granted -> belonging(granted.holder().key().pid());
      case LeaseRefused refused -> belonging(refused.peer().pid());
      case ForeignUse use -> belonging(use.peer().pid());
      case Exchange exchange -> belonging(exchange.target().owner().pid());
      case TaskEnded _ -> // the original's last words
          new Belonging(
              Optional.of(Systems.ORIGINAL), Optional.ofNullable(latest.get(Systems.ORIGINAL)));
      case Observation other -> Belonging.NOBODY;
    };
  }

  /** Whose thoughts a lease's are; empty for one that no system is known to hold. */
  Optional<String> thinker(String lease) {
    return Optional.ofNullable(systemsByLease.get(lease));
  }

  private Belonging served(ThoughtServed served) {
    var system = thinker(served.lease());
    system.ifPresent(id -> latest.put(id, served.thought()));
    return new Belonging(system, Optional.of(served.thought()));
  }

  private Belonging of(KernelEvent event) {
    long pid = event.pid();
    if (event instanceof Executed started && started.error().isEmpty()) {
      becomesRoot(pid);
    }
    var belonging = belonging(pid);
    if (event instanceof Forked(long parent, long child)) {
      fork(parent, child);
    } else if (event instanceof LoggedIn(long served, long client)) {
      fork(client, served); // what it does on the other host is its client's doing
    } else if (event instanceof Exited) {
      living.remove(pid);
      roots.remove(pid); // the number may be used again
    }
    return belonging;
  }

  private void becomesRoot(long pid) {
    var member = roots.get(pid);
    if (member == null) {
      return;
    }
    var before = living.get(pid);
    if (before != null && before.depth() == 0) {
      return;
    }
    String launched = null;
    if (before != null) {
      launched = thought(before).orElse(null);
      if (!before.system().equals(member.id())) {
        makers.putIfAbsent(member.id(), before.system());
      }
    }
    living.put(pid, new Known(member.id(), 0, member.agents().contains(pid), launched));
  }

  private void fork(long parent, long child) {
    var from = known(parent);
    if (from == null) {
      living.remove(child);
      return;
    }
    boolean byShell = from.depth() > 0;
    living.put(
        child,
        new Known(
            from.system(),
            from.depth() + 1,
            from.thinks(),
            byShell ? thought(from).orElse(null) : from.thought()));
  }

  private @Nullable Known known(long pid) {
    var known = living.get(pid);
    var root = roots.get(pid);
    // An agent whose start was not seen: what tells of it came too late, or was before the host.
    return known == null && root != null
        ? new Known(root.id(), 0, root.agents().contains(pid), null)
        : known;
  }

  private Belonging belonging(long pid) {
    var known = known(pid);
    return known == null
        ? Belonging.NOBODY
        : new Belonging(Optional.of(known.system()), thought(known));
  }

  private Optional<String> thought(Known known) {
    if (known.depth() > 1) {
      return Optional.ofNullable(known.thought());
    }
    var launch = Optional.ofNullable(known.thought());
    var own = Optional.ofNullable(latest.get(known.system()));
    if (own.isPresent() || systemsByLease.containsValue(known.system())) {
      return own.or(() -> launch);
    }
    return known.thinks()
        ? Optional.ofNullable(makers.get(known.system()))
            .flatMap(maker -> Optional.ofNullable(latest.get(maker)))
        : launch;
  }
}
