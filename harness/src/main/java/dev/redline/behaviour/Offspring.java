package dev.redline.behaviour;

import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.Forked;
import java.util.HashSet;
import java.util.Set;

/**
 * Living processes that are marked, with all that descends from them. A number may be used again:
 * whether it is marked is told by its latest birth. For one thread.
 */
final class Offspring {
  private final Set<Long> living = new HashSet<>();

  void add(long pid) {
    living.add(pid);
  }

  void remove(long pid) {
    living.remove(pid);
  }

  boolean contains(long pid) {
    return living.contains(pid);
  }

  /** Takes the next event. */
  void follow(KernelEvent event) {
    switch (event) {
      case Forked(long parent, long child) -> {
        if (living.contains(parent)) {
          living.add(child);
        } else {
          living.remove(child);
        }
      }
      case Exited ended -> living.remove(ended.pid());
      case KernelEvent other -> {
        // neither begins nor ends a process
      }
    }
  }
}
