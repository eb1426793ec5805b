package dev.redline.evidence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the numbers of the tasks of one pid namespace mean outside. Those who live in it name each
 * other by these. For one thread.
 *
 * <p>The number of a task that has ended stays for a while: a zombie can be signalled, and a group
 * outlives the process that it is named by.
 */
final class InnerNumbers {
  private static final int ENDED_THAT_STAY = 4096;

  private final boolean outermost;
  private final Map<Long, Long> outside = new HashMap<>();
  private final Map<Long, Long> inside = new HashMap<>();
  private final Set<Long> unnumbered = new HashSet<>();
  private final LinkedHashSet<Long> ended = new LinkedHashSet<>();
  private boolean lived;

  private InnerNumbers(boolean outermost) {
    this.outermost = outermost;
  }

  /** The namespace of strace itself, in which every number means what it says. */
  static InnerNumbers outermost() {
    return new InnerNumbers(true);
  }

  /** A new namespace, in which nobody lives yet. */
  static InnerNumbers inner() {
    return new InnerNumbers(false);
  }

  boolean isOutermost() {
    return outermost;
  }

  /** Whom a number means; empty where that is not known. */
  OptionalLong outside(long number) {
    if (outermost) {
      return OptionalLong.of(number);
    }
    Long task = outside.get(number);
    return task == null ? OptionalLong.empty() : OptionalLong.of(task);
  }

  /** A task lives here from now on; the first of all has the number 1. */
  void born(long task) {
    if (ended.remove(task)) {
      outside.remove(inside.remove(task), task); // an older task's that had this number outside
    }
    if (!lived) {
      lived = true;
      learn(1, task);
    } else if (!outermost && !inside.containsKey(task)) {
      unnumbered.add(task);
    }
  }

  /** The tasks that live here and whose numbers are not known. */
  List<Long> unnumbered() {
    return List.copyOf(unnumbered);
  }

  void learn(long number, long task) {
    if (outermost) {
      return;
    }
    unnumbered.remove(task);
    ended.remove(task);
    Long before = inside.put(task, number);
    if (before != null && before != number) {
      outside.remove(before, task);
    }
    outside.put(number, task);
  }

  void ended(long task) {
    unnumbered.remove(task);
    if (!inside.containsKey(task)) {
      return;
    }
    ended.add(task);
    if (ended.size() > ENDED_THAT_STAY) {
      long oldest = ended.removeFirst();
      outside.remove(inside.remove(oldest), oldest);
    }
  }
}
