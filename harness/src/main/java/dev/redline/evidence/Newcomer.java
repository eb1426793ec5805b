package dev.redline.evidence;

import dev.redline.linux.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A task of which it is not known which call made it. For one thread. */
final class Newcomer {
  private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{1,15})\\b");

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
      case TraceLine.Call call -> learn(call.name(), call.arguments(), call.result());
      case TraceLine.Unfinished part -> {
        unfinished = part.text();
        int open = unfinished.indexOf('(');
        learn(unfinished.substring(0, Math.max(0, open)), unfinished.substring(open + 1), "");
      }
      case TraceLine.Resumed part -> {
        if (TraceLine.call(task, unfinished + part.rest()) instanceof TraceLine.Call call) {
          learn(call.name(), call.arguments(), call.result());
        }
      }
      default -> {
        // tells nothing of where it comes from
      }
    }
  }

  private void learn(String call, String arguments, String result) {
    if (call.equals(TracedCalls.OWN_NUMBER)) {
      number = new TraceResult(result).number();
    } else if (lines.size() == 1 && TracedCalls.FIRST.contains(call)) {
      // A later one is that of a program that it started itself, which has other addresses.
      locks = address(arguments);
    }
    narrow();
  }

  private static OptionalLong address(String arguments) {
    var address = ADDRESS.matcher(arguments);
    return address.lookingAt()
        ? OptionalLong.of(Long.parseLong(address.group(1), 16))
        : OptionalLong.empty();
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
