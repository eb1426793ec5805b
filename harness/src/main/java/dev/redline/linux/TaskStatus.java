package dev.redline.linux;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Whose a task is, be it a process or a thread, as {@code /proc/N/status} tells it.
 *
 * @param process the number of the process that it belongs to: its own where it is a first thread
 * @param parent the number of that process's parent now; 0 where it has none here
 * @param numbers the task's own numbers, from the outermost pid namespace to its own; not empty
 */
public record TaskStatus(long process, long parent, List<Long> numbers) {
  /** Refuses a task without a number. */
  public TaskStatus {
    numbers = List.copyOf(requireNonNull(numbers, "numbers"));
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("numbers is empty. Expected: one for each namespace.");
    }
  }

  /** The number that those in its own namespace know it by. */
  public long innermost() {
    return numbers.getLast();
  }
}
