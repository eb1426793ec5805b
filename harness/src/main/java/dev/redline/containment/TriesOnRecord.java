package dev.redline.containment;

import dev.redline.containment.inside.Attempt;
import dev.redline.containment.inside.Outcome;
import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.KernelEvent.PrivilegedTried;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.evidence.Recorder;
import dev.redline.evidence.Thought;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A log that keeps which privileged calls were tried. Safe for use by many threads. */
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
  private Optional<String> fault = Optional.empty();
  private int entries;

  @Override
  public synchronized Entry record(Observation observation) {
    if (observation instanceof PrivilegedTried attempt) {
      tried.add(attempt.call());
    } else if (observation instanceof HarnessFault failed && fault.isEmpty()) {
      fault = Optional.of(failed.what());
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
