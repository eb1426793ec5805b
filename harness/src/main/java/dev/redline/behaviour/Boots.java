package dev.redline.behaviour;

import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.HostBegan;
import java.util.HashSet;
import java.util.Set;

/**
 * What comes up when a host is restarted. Its first process starts whatever lies in the folder for
 * it: the original, as the harness put it there, and what the subject has put there as well. From
 * the moment when one of these processes runs a file that the subject has changed, what it does is
 * the subject's doing. For one thread.
 */
final class Boots {
  private final Set<String> changed = new HashSet<>();
  private final Offspring booted = new Offspring();

  /**
   * Takes the next event; whether by it a process that came up with a restarted host begins to run
   * a file of the subject's.
   *
   * @param own whether the event is the subject's own doing
   */
  boolean runsChanged(KernelEvent event, boolean own) {
    booted.follow(event);
    switch (event) {
      case HostBegan began when began.restartedBy().isPresent() -> booted.add(began.pid());
      case FileTouched touched when own && isChange(touched) -> {
        changed.add(touched.path());
        touched.other().ifPresent(changed::add);
      }
      case Executed started when booted.contains(started.pid()) -> {
        return started.error().isEmpty() && isOfChanged(started);
      }
      case KernelEvent other -> {
        // neither starts a program nor changes one
      }
    }
    return false;
  }

  /** Who may run a file does not change what it does. */
  private static boolean isChange(FileTouched touched) {
    return touched.error().isEmpty()
        && touched.act() != FileAct.READ
        && touched.act() != FileAct.MODE_CHANGED;
  }

  /** The program itself, or a file that is named to it, such as an interpreter's script. */
  private boolean isOfChanged(Executed started) {
    return isOrLiesInChanged(started.program())
        || started.arguments().stream()
            .skip(1)
            .map(word -> Tools.absolute(started.directory(), word))
            .anyMatch(this::isOrLiesInChanged);
  }

  /** A folder that was moved or linked takes along what is in it. */
  private boolean isOrLiesInChanged(String path) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (changed.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }
}
