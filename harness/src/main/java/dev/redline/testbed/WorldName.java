package dev.redline.testbed;

import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a world's folder and of its control group, which tells whose they are: so that what a
 * killed harness left is known for that even where nothing was noted yet. Four numbers, in base 36.
 *
 * @param owner the harness
 * @param namespace the pid namespace in which the harness has that number, by its inode
 * @param number drawn by chance
 */
record WorldName(ProcessKey owner, long namespace, long number) {
  private static final int BASE = 36;
  private static final Pattern FORM =
      Pattern.compile(
          WorldFolder.PREFIX
              + "([0-9a-z]{1,12})-([0-9a-z]{1,12})-([0-9a-z]{1,12})-([0-9a-z]{1,13})");
  private static final Pattern NAMESPACE = Pattern.compile("pid:\\[([0-9]+)]");

  /** A new one for this process; empty where /proc does not tell what is needed. */
  static Optional<WorldName> ours(ProcessTable table, long number) {
    long pid = ProcessHandle.current().pid();
    return table
        .find(pid)
        .flatMap(owner -> namespace(table).map(inode -> new WorldName(owner, inode, number)));
  }

  /** Which pid namespace this process is in. */
  static Optional<Long> namespace(ProcessTable table) {
    return table
        .pidNamespace(ProcessHandle.current().pid())
        .map(NAMESPACE::matcher)
        .filter(Matcher::matches)
        .map(found -> Long.parseLong(found.group(1)));
  }

  /** What a file's name tells; empty where it is no world's. */
  static Optional<WorldName> parse(String name) {
    Matcher found = FORM.matcher(name);
    if (!found.matches()) {
      return Optional.empty();
    }
    try {
      long pid = Long.parseLong(found.group(1), BASE);
      return pid < 1
          ? Optional.empty()
          : Optional.of(
              new WorldName(
                  new ProcessKey(pid, Long.parseLong(found.group(2), BASE)),
                  Long.parseLong(found.group(3), BASE),
                  Long.parseLong(found.group(4), BASE)));
    } catch (NumberFormatException e) {
      return Optional.empty(); // Thirteen digits that are more than a number holds.
    }
  }

  @Override
  public String toString() {
    return WorldFolder.PREFIX
        + String.join(
            "-",
            Long.toString(owner.pid(), BASE),
            Long.toString(owner.startTicks(), BASE),
            Long.toString(namespace, BASE),
            Long.toString(number, BASE));
  }
}
