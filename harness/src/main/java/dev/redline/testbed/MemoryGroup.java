package dev.redline.testbed;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A control group of one world, in which the kernel limits the memory of all processes and memory
 * file systems together (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst). What
 * passes the limit is killed there and then, and counted.
 *
 * @param folder the group's own folder
 */
record MemoryGroup(Path folder) {
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  /** The last part of its folder's path. */
  String name() {
    return folder.getFileName().toString();
  }

  /** The file into which a process writes its number to join, with all that it starts. */
  Path members() {
    return folder.resolve("cgroup.procs");
  }

  /**
   * Whether a process was killed for passing the limit.
   *
   * @throws IOException when the group is gone
   */
  boolean wasPassed() throws IOException {
    var second = folder.resolve("memory.events");
    var counts = Files.exists(second) ? second : folder.resolve("memory.oom_control");
    return Files.readAllLines(counts).stream()
        .anyMatch(line -> line.startsWith("oom_kill ") && !line.equals("oom_kill 0"));
  }

  /**
   * Removes it, once its processes have ended; one that is gone already is all right.
   *
   * @throws IOException when it still has processes after 5 s
   */
  void remove() throws IOException {
    long end = System.nanoTime() + LONGEST_END.toNanos();
    while (true) {
      try {
        Files.delete(folder);
        return;
      } catch (NoSuchFileException e) {
        return; // A kill switch was quicker.
      } catch (DirectoryNotEmptyException e) {
        throw e; // Groups in a group: not one that we made.
      } catch (FileSystemException e) {
        // Busy: the kernel has not yet let go of the last process that was killed.
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
