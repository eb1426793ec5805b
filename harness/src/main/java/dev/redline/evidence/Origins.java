package dev.redline.evidence;

import dev.redline.linux.TaskStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Finds out which call made a task that strace tells of for the first time. For one thread.
 *
 * <p>strace names a task by its number outside, the call that made it by the number inside. It
 * could translate the one into the other, but looks through every task that it can see for each new
 * one, which cost a replicator half its time again (docs/results/recorder.md). What is known
 * without: a call is told of before what it makes, and makes one task. So where a single call has
 * made none yet, the task is its. Where several have not, /proc tells whose the task is, if it
 * still lives. Where it does not, its lines wait: until the others' origins are known, or until it
 * tells its number itself, since the C library calls set_tid_address as a program starts. Of those
 * that are left, which have ended and ran no program, the lower number goes to the call that
 * returned the lower one, in the order in which the kernel gives numbers out.
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

  private static final class Newcomer {
    private final long task;
    private final List<TraceLine> lines = new ArrayList<>();
    private List<Birth> candidates;
    private OptionalLong number = OptionalLong.empty();
    private boolean ended;

    Newcomer(long task, List<Birth> candidates) {
      this.task = task;
      this.candidates = candidates;
    }

    void narrow() {
      var told = candidates.stream().filter(birth -> birth.isToldBy(task, number)).toList();
      candidates =
          told.isEmpty()
              ? candidates.stream().filter(birth -> birth.canHaveMade(task, number)).toList()
              : told;
    }

    /** A process whose parent has ended shows another's number. */
    void narrow(TaskStatus status) {
      number = OptionalLong.of(status.innermost());
      boolean thread = status.process() != task;
      long maker = thread ? status.process() : status.parent();
      var makers =
          candidates.stream()
              .filter(birth -> birth.makesThread() == thread && birth.maker().pid() == maker)
              .toList();
      candidates = makers.isEmpty() ? candidates : makers;
      narrow();
    }

    boolean isSettled() {
      return candidates.size() <= 1
          || areAlike()
          || (ended && candidates.stream().allMatch(Birth::isOver));
    }

    /** Whether it has a lower number than this one and may come of the same call. */
    boolean isBefore(Newcomer other) {
      return task < other.task && candidates.stream().anyMatch(other.candidates::contains);
    }

    /** Whether it makes no difference to what the task is which of them it was. */
    private boolean areAlike() {
      var first = candidates.getFirst();
      return candidates.stream()
          .allMatch(birth ->
              birth.maker() == first.maker() && birth.makesThread() == first.makesThread());
    }
  }

  private final LongFunction<Optional<TaskStatus>> tasks;
  private final Consumer<String> losses;
  private final List<Birth> open = new ArrayList<>();
  private final Map<Long, Birth> calling = new HashMap<>();
  private final Map<Long, Newcomer> newcomers = new LinkedHashMap<>();
  private int waitingLines;

  /**
   * @param tasks tells whose a task is; empty for one that is gone
   * @param losses told what could not be kept
   */
  Origins(LongFunction<Optional<TaskStatus>> tasks, Consumer<String> losses) {
    this.tasks = tasks;
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

  /** Its call returned this number. */
  void returned(long caller, long number) {
    var birth = calling.remove(caller);
    if (birth != null) {
      birth.returned(number);
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
      newcomer = new Newcomer(task, open);
      newcomers.put(task, newcomer);
      newcomer.narrow();
      if (newcomer.candidates.size() > 1) {
        tasks.apply(task).ifPresent(newcomer::narrow);
      }
    }
    if (waitingLines >= MOST_WAITING) {
      losses.accept("more than " + MOST_WAITING + " lines waited for their process's origin");
      return;
    }
    waitingLines++;
    newcomer.lines.add(line);
    newcomer.ended |= line instanceof TraceLine.Ended;
    if (line instanceof TraceLine.Call call && TracedCalls.OWN_NUMBER.equals(call.name())) {
      newcomer.number = new TraceResult(call.result()).number();
      newcomer.narrow();
    }
  }

  /** The next task whose origin is known by now; each is told once. */
  Optional<Found> next() {
    return newcomers.values().stream()
        .filter(Newcomer::isSettled)
        .min(Comparator.comparingLong(newcomer -> newcomer.task))
        .map(this::found);
  }

  /** The next of all tasks, for when no more lines will come. */
  Optional<Found> last() {
    return newcomers.values().stream()
        .min(Comparator.comparingLong(newcomer -> newcomer.task))
        .map(this::found);
  }

  private Found found(Newcomer newcomer) {
    newcomers.remove(newcomer.task);
    waitingLines -= newcomer.lines.size();
    long lower = newcomers.values().stream().filter(other -> other.isBefore(newcomer)).count();
    int last = newcomer.candidates.size() - 1;
    var birth =
        newcomer.candidates.stream()
            .sorted(BY_NUMBER)
            .skip(Math.clamp(lower, 0, Math.max(0, last)))
            .findFirst();
    birth.ifPresent(made -> {
      if (newcomer.candidates.size() > 1) {
        newcomer.candidates.forEach(Birth::blur);
      }
      made.made(newcomer.task);
      close(made);
    });
    return new Found(newcomer.task, birth, newcomer.number, newcomer.lines);
  }

  private void close(Birth birth) {
    open.remove(birth);
    newcomers
        .values()
        .forEach(newcomer ->
            newcomer.candidates =
                newcomer.candidates.stream().filter(candidate -> candidate != birth).toList());
  }
}
