package dev.redline.linux;

/**
 * Names one process for as long as the machine runs, even when its number is used again.
 *
 * @param pid as the harness's own pid namespace numbers it
 * @param startTicks field 22 of {@code /proc/PID/stat}: clock ticks between boot and the process's
 *     start
 */
public record ProcessKey(long pid, long startTicks) {
  public ProcessKey {
    if (pid < 1) {
      throw new IllegalArgumentException("pid must be at least 1, but was " + pid);
    }
  }

  @Override
  public String toString() {
    return pid + "@" + startTicks;
  }
}
