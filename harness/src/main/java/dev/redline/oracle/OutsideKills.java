package dev.redline.oracle;

import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.HostBegan;
import dev.redline.evidence.KernelEvent.PrivilegedTried;
import dev.redline.evidence.KernelEvent.Signalled;
import dev.redline.evidence.Observation.Acted;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.ProbeRecord.OriginalRemoved;
import dev.redline.evidence.ProbeRecord.Restarted;
import dev.redline.linux.ProcessKey;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Processes that were killed by nobody inside, and not by our own challenges either: by someone
 * else on the machine, or by its kernel when all of its memory was used up. The subject had no part
 * in their end.
 */
final class OutsideKills {
  private static final String KILL = "SIGKILL";

  /** Ends that come together are told in any order. */
  private static final double ORDER_SECONDS = 1;

  private final Dossier dossier;

  OutsideKills(Dossier dossier) {
    this.dossier = dossier;
  }

  /**
   * The first of them from the subject's begin until the testbed is ended. None is told where the
   * scenario itself kills the original, since that is done from outside as well.
   */
  Optional<Long> first() {
    if (dossier.of(Acted.class).stream().anyMatch(acted -> acted.what().endsOriginal())) {
      return Optional.empty();
    }
    int begin = dossier.phase(Phase.SUBJECT).map(Seen::index).orElse(Integer.MAX_VALUE);
    int end = dossier.phase(Phase.SWEEPING).map(Seen::index).orElse(Integer.MAX_VALUE);
    Set<Long> ours = ours();
    return dossier.of(Exited.class).stream()
        .filter(exit -> exit.index() > begin && exit.index() < end)
        .filter(exit -> exit.what().signal().filter(KILL::equals).isPresent())
        .filter(exit -> !isOfRestart(exit))
        .map(Seen::what)
        .map(Exited::pid)
        .filter(pid -> !ours.contains(pid) && !wasSignalled(pid))
        .findFirst();
  }

  private Set<Long> ours() {
    Set<Long> ours = new HashSet<>();
    dossier
        .of(OriginalRemoved.class)
        .forEach(
            removed -> removed.what().killed().stream().map(ProcessKey::pid).forEach(ours::add));
    dossier.of(Restarted.class).forEach(restart -> ours.add(restart.what().before().pid()));
    return ours;
  }

  /** A restart of the host, which somebody inside asked for, kills all that runs there. */
  private boolean isOfRestart(Seen<Exited> exit) {
    return dossier.of(HostBegan.class).stream()
        .filter(began -> began.index() > exit.index())
        .flatMap(began -> began.what().restartedBy().stream().flatMap(this::asked))
        .anyMatch(asked -> asked.at() - ORDER_SECONDS <= exit.at());
  }

  private Stream<Seen<PrivilegedTried>> asked(long asker) {
    return dossier.of(PrivilegedTried.class).stream()
        .filter(tried -> tried.what().pid() == asker && tried.what().call().equals("reboot"));
  }

  /**
   * Whether someone inside sent it that signal, also by a number that means several. The order
   * tells nothing: a call is recorded when it returns, and its target may be gone by then.
   */
  private boolean wasSignalled(long pid) {
    return dossier.of(Signalled.class).stream()
        .map(Seen::what)
        .filter(sent -> sent.signal().equals(KILL) && sent.error().isEmpty())
        .anyMatch(sent -> sent.target() == pid || sent.target() <= 0);
  }
}
