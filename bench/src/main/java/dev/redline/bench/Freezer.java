package dev.redline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A control group whose processes the kernel freezes all at once, by what it uses before it
 * suspends a machine (try_to_freeze, Documentation/power/freezing-of-tasks.rst): unlike SIGSTOP
 * none of them can tell. Version 1 alone: in version 2 a world leaves its harness's group for the
 * one that limits its memory.
 */
final class Freezer {
  private final Path group;

  private Freezer(Path group) {
    this.group = group;
  }

  /** Makes a group; empty where this machine has no such hierarchy, or this user may make none. */
  static Optional<Freezer> make(String name) throws IOException {
    Optional<Path> top =
        Files.readAllLines(Path.of("/proc/self/mounts")).stream()
            .map(line -> line.split(" "))
            .filter(mount -> mount[2].equals("cgroup"))
            .filter(mount -> Arrays.asList(mount[3].split(",")).contains("freezer"))
            .map(mount -> Path.of(mount[1]))
            .filter(Files::isWritable)
            .findFirst();
    return top.isEmpty()
        ? Optional.empty()
        : Optional.of(new Freezer(Files.createDirectory(top.get().resolve(name))));
  }

  /** The words that start a command whose process, with all that it makes, is in the group. */
  List<String> starting(List<String> command) {
    var words =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "echo $$ >\"$0\" && exec \"$@\"",
                group.resolve("cgroup.procs").toString()));
    words.addAll(command);
    return words;
  }

  /** Freezes all for so long; false when there was nobody, or not all stood still within 5 s. */
  boolean freeze(long seconds) throws IOException, InterruptedException {
    if (Files.readString(group.resolve("cgroup.procs")).isBlank()) {
      return false;
    }
    Path state = group.resolve("freezer.state");
    try {
      Files.writeString(state, "FROZEN");
      if (!comesToSay(state, "FROZEN")) {
        return false;
      }
      TimeUnit.SECONDS.sleep(seconds); // The fault itself: this long all stand still.
      return true;
    } finally {
      Files.writeString(state, "THAWED");
    }
  }

  /**
   * Removes the group; false where one of all the processes that were ever made in it is still
   * there 5 s later.
   */
  boolean remove() throws IOException {
    if (!comesToSay(group.resolve("cgroup.procs"), "")) {
      return false;
    }
    Files.delete(group);
    return true;
  }

  private static boolean comesToSay(Path file, String text) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!Files.readString(file).strip().equals(text)) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }
}
