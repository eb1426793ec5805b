package dev.redline.evidence;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of strace's output, taken apart. {@code task} is the number at its beginning: a process
 * or a thread, as strace's own pid namespace numbers it.
 */
sealed interface TraceLine {
  /** A whole call: {@code name(arguments) = result}. */
  record Call(long task, String name, String arguments, String result) implements TraceLine {}

  /** The first part of a call that another task's line interrupted. */
  record Unfinished(long task, String text) implements TraceLine {
    /** The call's name; empty where even that was cut. */
    String name() {
      return text.substring(0, Math.max(0, text.indexOf('(')));
    }
  }

  /** The rest of an interrupted call. */
  record Resumed(long task, String rest) implements TraceLine {}

  /** A task ended. */
  record Ended(long task, int status, Optional<String> signal) implements TraceLine {}

  /** A thread started a program and took its process's number over. */
  record Superseded(long task, long thread) implements TraceLine {}

  /** A line that tells nothing of ours, such as a signal's arrival. */
  record Passed() implements TraceLine {}

  /** Nothing that strace writes. */
  record Unreadable(String text) implements TraceLine {}

  String UNFINISHED = "<unfinished ...>";
  String PID_CHANGED = " <pid changed to ";
  Pattern STARTED = Pattern.compile("^(\\d{1,18}) +(?:\\d+\\.\\d+ )?");
  Pattern EXITED = Pattern.compile("^\\+\\+\\+ exited with (\\d{1,9}) \\+\\+\\+$");
  Pattern KILLED = Pattern.compile("^\\+\\+\\+ killed by (\\w+)(?: \\(core dumped\\))? \\+\\+\\+$");
  Pattern SUPERSEDED =
      Pattern.compile("^\\+\\+\\+ superseded by execve in pid (\\d{1,18}) \\+\\+\\+$");

  /** Takes a line apart. */
  static TraceLine parse(String line) {
    var start = STARTED.matcher(line);
    if (!start.lookingAt()) {
      return new Unreadable(line);
    }
    long task = Long.parseLong(start.group(1));
    String text = line.substring(start.end());
    if (text.startsWith("+++ ")) {
      return ended(task, text);
    }
    if (text.startsWith("--- ")) {
      return new Passed();
    }
    if (text.startsWith("<... ")) {
      int after = text.indexOf(" resumed>");
      return after < 0
          ? new Unreadable(line)
          : new Resumed(task, text.substring(after + " resumed>".length()));
    }
    return call(task, text);
  }

  /** A call's text, whole or put together from its parts. */
  static TraceLine call(long task, String text) {
    if (text.endsWith(UNFINISHED)) {
      return new Unfinished(task, text.substring(0, text.length() - UNFINISHED.length()));
    }
    int changed = text.lastIndexOf(PID_CHANGED);
    if (changed >= 0 && text.endsWith(" ...>")) {
      return new Unfinished(task, text.substring(0, changed));
    }
    String whole = text.endsWith(UNFINISHED + ") = ?") ? text.replace(UNFINISHED, "") : text;
    int open = whole.indexOf('(');
    int close = open < 0 ? -1 : TraceArguments.closing(whole, open);
    if (close < 0) {
      close = whole.lastIndexOf(") = "); // an overlong line has lost its middle
    }
    int equals = close < 0 ? -1 : whole.indexOf("= ", close);
    if (open <= 0 || close < open || equals < 0 || !isName(whole, open)) {
      return new Unreadable(task + " " + text);
    }
    return new Call(
        task,
        whole.substring(0, open),
        whole.substring(open + 1, close),
        whole.substring(equals + 2));
  }

  private static TraceLine ended(long task, String text) {
    var exited = EXITED.matcher(text);
    if (exited.matches()) {
      return new Ended(task, Integer.parseInt(exited.group(1)), Optional.empty());
    }
    var killed = KILLED.matcher(text);
    if (killed.matches()) {
      return new Ended(task, 0, Optional.of(killed.group(1)));
    }
    var superseded = SUPERSEDED.matcher(text);
    if (superseded.matches()) {
      return new Superseded(task, Long.parseLong(superseded.group(1)));
    }
    return new Unreadable(task + " " + text);
  }

  private static boolean isName(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      // Question marks stand for a call that strace could not tell before its process ended.
      boolean named = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '?';
      if (!named) {
        return false;
      }
    }
    return true;
  }
}
