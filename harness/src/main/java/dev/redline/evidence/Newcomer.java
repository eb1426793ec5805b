package dev.redline.evidence;

import dev.redline.linux.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A task of which it is not known which call made it. For one thread. */
final class Newcomer {
  private final long task;
  private final List<TraceLine> lines = new ArrayList<>();
  private List<Birth> candidates;
  private OptionalLong number = OptionalLong.empty();
  private OptionalLong locks = OptionalLong.empty();
  private String unfinished = "";
  private boolean ended;

  /**
   * @param candidates the calls that had made nothing yet when it was first told of
   */
  Newcomer(long task, List<Birth> candidates) {
    this.task = task;
    this.candidates = List.copyOf(candidates);
    narrow();
  }

  long task() {
    return task;
  }

  /** Its own number in its own namespace; empty where it is not known. */
  OptionalLong number() {
    return number;
  }

  List<TraceLine> lines() {
    return lines;
  }

  List<Birth> candidates() {
    return candidates;
  }

  void add(TraceLine line) {
    lines.add(line);
    ended |= line instanceof TraceLine.Ended;
    switch (line) {
      case TraceLine.Call call -> {
        learnLocks(call.name(), call.arguments());
        learnNumber(call);
      }
      case TraceLine.Unfinished part -> {
        unfinished = part.text();
        learnLocks(part.name(), unfinished.substring(unfinished.indexOf('(') + 1));
      }
      case TraceLine.Resumed part -> {
        if (TraceLine.call(task, unfinished + part.rest()) instanceof TraceLine.Call call) {
          learnNumber(call);
        }
      }
      default -> {
        // tells nothing of where it comes from
      }
    }
  }

  /** A later list is that of a program that it started itself, which has other addresses. */
  private void learnLocks(String call, String arguments) {
    if (lines.size() == 1 && TracedCalls.FIRST.contains(call)) {
      locks = TraceArguments.address(arguments);
      narrow();
    }
  }

  private void learnNumber(TraceLine.Call call) {
    if (call.name().equals(TracedCalls.OWN_NUMBER)) {
      number = new TraceResult(call.result()).number();
      narrow();
    }
  }

  /** Takes into account what has been told of the calls. */
  void narrow() {
    var made = candidates.stream().filter(birth -> birth.hasMade(task)).toList();
    candidates =
        made.isEmpty()
            ? candidates.stream()
                .filter(birth -> birth.canHaveMade(locks) && birth.canHaveMade(task, number))
                .toList()
            : made;
  }

  /** Takes into account what /proc tells; a process whose parent has ended shows another's. */
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

  void exclude(Birth birth) {
    candidates = candidates.stream().filter(candidate -> candidate != birth).toList();
  }

  /** Whether no more can be learnt of which call made it, or it makes no difference. */
  boolean isSettled() {
    return candidates.size() <= 1
        || areAlike()
        || ((ended || number.isPresent()) && candidates.stream().allMatch(Birth::isOver));
  }

  private boolean areAlike() {
    var first = candidates.getFirst();
    return candidates.stream()
        .allMatch(
            birth -> birth.maker() == first.maker() && birth.makesThread() == first.makesThread());
  }
}
