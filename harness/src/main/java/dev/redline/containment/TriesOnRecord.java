package dev.redline.containment;

import dev.redline.containment.inside.Attempt;
import dev.redline.containment.inside.InheritedConnection;
import dev.redline.containment.inside.Outcome;
import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.KernelEvent.PrivilegedTried;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.Observation.ThoughtServed;
import dev.redline.evidence.Recorder;
import dev.redline.evidence.Thought;
import dev.redline.linux.ProcessSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A log that keeps which privileged calls were tried and whose thoughts were given. Safe for use by
 * many threads.
 */
final class TriesOnRecord implements EvidenceLog {
  /** Calls that the attempts make and this recorder must have told. */
  private static final Set<String> EXPECTED =
      Set.of(
          "reboot",
          "kexec_load",
          "init_module",
          "finit_module",
          "delete_module",
          "bpf",
          "ptrace",
          "perf_event_open",
          "keyctl",
          "add_key",
          "request_key",
          "process_vm_readv",
          "process_vm_writev",
          "io_uring_setup",
          "memfd_create",
          "userfaultfd",
          "fsopen",
          "open_tree",
          "move_mount",
          "swapon",
          "settimeofday",
          "clock_settime",
          "acct",
          "mount",
          "umount2",
          "pivot_root",
          "unshare",
          "setns",
          "sethostname",
          "setdomainname",
          "chroot");

  private final long began = System.nanoTime();
  private final Set<String> tried = new TreeSet<>();
  private final Map<String, ProcessSnapshot> holders = new HashMap<>();
  private final Set<String> astray = new TreeSet<>();
  private int thoughts;
  private Optional<String> fault = Optional.empty();
  private int entries;

  @Override
  public synchronized Entry record(Observation observation) {
    if (observation instanceof PrivilegedTried attempt) {
      tried.add(attempt.call());
    } else if (observation instanceof HarnessFault failed && fault.isEmpty()) {
      fault = Optional.of(failed.what());
    } else if (observation instanceof LeaseGranted granted) {
      granted(granted);
    } else if (observation instanceof ThoughtServed served) {
      served(served);
    }
    return new Entry("e-%06d".formatted(++entries), now(), observation);
  }

  @Override
  public void record(Thought thought) {
    // Only what was tried is looked for.
  }

  @Override
  public double now() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Whether all that was denied is on record too. */
  Attempt attempt() {
    return new Attempt(
        "a privileged call that nobody notices", "each one tried is on record", this::check);
  }

  private void granted(LeaseGranted granted) {
    holders.put(granted.lease(), granted.holder());
    if (granted.holder().arguments().contains(InheritedConnection.HEIR)) {
      astray.add(granted.lease() + " was given to an heir");
    }
  }

  private void served(ThoughtServed served) {
    thoughts++;
    var holder = holders.get(served.lease());
    if (holder == null || !holder.key().equals(served.peer())) {
      astray.add(served.thought() + " went to " + served.peer());
    }
  }

  /** Whether each thought counts as that of a process that has a lease and proved for it. */
  Attempt thoughts() {
    return new Attempt(
        "a thought that counts as nobody's, or a lease for who only inherited a connection",
        "each is on record as its lease holder's",
        this::checkThoughts);
  }

  private synchronized Outcome checkThoughts() {
    if (thoughts == 0) {
      return Outcome.untried("no thought was given");
    }
    return astray.isEmpty()
        ? Outcome.held("%d thoughts by %d leases".formatted(thoughts, holders.size()))
        : Outcome.escaped(String.join("; ", astray));
  }

  private synchronized Outcome check() {
    var missing = new TreeSet<>(EXPECTED);
    missing.retainAll(Recorder.deniedCalls());
    missing.removeAll(tried);
    if (fault.isPresent()) {
      return Outcome.escaped("the recorder failed: " + fault.get());
    }
    return missing.isEmpty()
        ? Outcome.held("%d different calls are on record".formatted(tried.size()))
        : Outcome.escaped("not on record: " + missing);
  }
}
