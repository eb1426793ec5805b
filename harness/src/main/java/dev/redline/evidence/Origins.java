package dev.redline.evidence;

import dev.redline.linux.ProcessTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Finds out which call made a task that strace tells of for the first time. For one thread.
 *
 * <p>strace names a task by its number outside, the call that made it by the number inside. It
 * could translate the one into the other, but looks through every task that it can see for each new
 * one, which cost a replicator half its time again (docs/results/recorder.md). What is known
 * without: a call is told of before what it makes, and makes one task. So where a single call has
 * made none yet, the task is its. Where several have not, /proc tells whose the task is, if it
 * still lives. Where it does not, its lines wait until the calls have returned, and it is known by
 *
 * <ul>
 *   <li>the number that it tells itself: the C library calls set_tid_address as a program starts;
 *   <li>the place of its list of locks, which a fork shares with its maker and with what that
 *       forked besides, and with no other program's.
 * </ul>
 *
 * <p>What is left are the forks of one program that have ended and ran none of their own. Of these
 * the lower number is taken to be that of the call that returned the lower one, in the order in
 * which the kernel gives numbers out: it may be a sibling's child.
 */
final class Origins {
  /**
   * Most lines that wait for their task's origin; more than any call that makes one lets through.
   */
  private static final int MOST_WAITING = 100_000;

  private static final Comparator<Birth> BY_NUMBER =
      Comparator.comparingLong(birth -> birth.number().orElse(Long.MAX_VALUE));

  /**
   * A task whose origin is found.
   *
   * @param birth the call that made it; empty where none can have
   * @param number its own number in its own namespace; empty where it is not known
   * @param lines what was told of it till now
   */
  record Found(long task, Optional<Birth> birth, OptionalLong number, List<TraceLine> lines) {}

  private final ProcessTable table;
  private final Consumer<String> losses;
  private final List<Birth> open = new ArrayList<>();
  private final Map<Long, Birth> calling = new HashMap<>();
  private final Map<Long, Newcomer> newcomers = new TreeMap<>();
  private int waitingLines;

  /**
   * @param table tells whose a living task is
   * @param losses told what could not be kept
   */
  Origins(ProcessTable table, Consumer<String> losses) {
    this.table = table;
    this.losses = losses;
  }

  /** A task began to make another. */
  void begun(long caller, TracedProcess maker, String arguments) {
    var birth = new Birth(maker, arguments);
    open.add(birth);
    calling.put(caller, birth);
  }

  /** Whether it has made a task of which nothing has been told yet. */
  boolean isOwedBy(TracedProcess maker) {
    return open.stream().anyMatch(birth -> birth.maker() == maker && birth.number().isPresent());
  }

  /** Whether it is in such a call, as far as was told. */
  boolean isCalling(long task) {
    return calling.containsKey(task);
  }

  /** Its call, of which all arguments are told now, returned this number. */
  void returned(long caller, String arguments, long number) {
    var birth = calling.remove(caller);
    if (birth != null) {
      birth.returned(arguments, number);
      newcomers.values().forEach(Newcomer::narrow);
    }
  }

  /** Its call made nothing. */
  void failed(long caller) {
    var birth = calling.remove(caller);
    if (birth != null) {
      close(birth);
    }
  }

  /** It ended, maybe in such a call, which may have made a task all the same. */
  void ended(long caller) {
    var birth = calling.remove(caller);
    if (birth != null) {
      birth.cutShort();
    }
  }

  /** Takes a line of a task whose origin was not found yet. */
  void take(long task, TraceLine line) {
    var newcomer = newcomers.get(task);
    if (newcomer == null) {
      newcomer = newcomer(task);
      newcomers.put(task, newcomer);
    }
    if (waitingLines >= MOST_WAITING) {
      losses.accept("more than " + MOST_WAITING + " lines waited for their process's origin");
      return;
    }
    waitingLines++;
    newcomer.add(line);
  }

  private Newcomer newcomer(long task) {
    var newcomer = new Newcomer(task, open);
    if (newcomer.candidates().size() > 1) {
      table.task(task).ifPresent(newcomer::narrow);
    }
    return newcomer;
  }

  /** The next task whose origin is known by now; each is told once. */
  Optional<Found> next() {
    return newcomers.values().stream().filter(Newcomer::isSettled).findFirst().map(this::found);
  }

  /** The next of all tasks, for when no more lines will come. */
  Optional<Found> last() {
    return newcomers.values().stream().findFirst().map(this::found);
  }

  private Found found(Newcomer newcomer) {
    newcomers.remove(newcomer.task());
    waitingLines -= newcomer.lines().size();
    var birth = choose(newcomer);
    birth.ifPresent(made -> {
      if (newcomer.candidates().size() > 1) {
        newcomer.candidates().forEach(Birth::blur);
      }
      made.made(newcomer.task());
      close(made);
    });
    return new Found(newcomer.task(), birth, newcomer.number(), newcomer.lines());
  }

  private Optional<Birth> choose(Newcomer newcomer) {
    var candidates = newcomer.candidates();
    var numbered = candidates.stream().filter(birth -> birth.isNumbered(newcomer.number()));
    return numbered.findFirst().or(() -> byOrder(newcomer, candidates));
  }

  /** Leaves the calls that others may be of to those of lower numbers, as many as there are. */
  private Optional<Birth> byOrder(Newcomer newcomer, List<Birth> candidates) {
    long lower =
        newcomers.values().stream()
            .filter(other -> other.task() < newcomer.task())
            .filter(other -> other.candidates().stream().anyMatch(candidates::contains))
            .count();
    return candidates.stream()
        .sorted(BY_NUMBER)
        .skip(Math.clamp(lower, 0, Math.max(0, candidates.size() - 1)))
        .findFirst();
  }

  private void close(Birth birth) {
    open.remove(birth);
    newcomers.values().forEach(newcomer -> newcomer.exclude(birth));
  }
}
