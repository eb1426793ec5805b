package dev.redline.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds where this process may make control groups that limit memory: below its own group, or below
 * one that holds it and was handed to its user (version 2, as a systemd user session does), or
 * below its own group (version 1). Safe for use by many threads.
 */
final class MemoryGroups {
  private final Path root;

  /**
   * @param root of the file system that is looked at, {@code /}
   */
  MemoryGroups(Path root) {
    this.root = root;
  }

  /**
   * Makes a group.
   *
   * @param name of its folder; nothing inside a world shows it
   * @param bytes that all processes and memory file systems of it may have together
   * @return empty where this process may make none, or none that limits
   */
  Optional<MemoryGroup> make(String name, long bytes) {
    try {
      var parent = parent();
      return parent.isEmpty() ? Optional.empty() : make(parent.get(), name, bytes);
    } catch (IOException e) {
      return Optional.empty(); // Then memory is watched, and the doctor says so.
    }
  }

  /** Those of worlds that are there where new ones are made, living or not. */
  List<MemoryGroup> existing() {
    try {
      var parent = parent();
      if (parent.isEmpty()) {
        return List.of();
      }
      try (Stream<Path> all = Files.list(parent.get().folder)) {
        return all.filter(Files::isDirectory)
            .map(MemoryGroup::new)
            .filter(group -> group.name().startsWith(WorldFolder.PREFIX))
            .toList();
      }
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // Where none can be looked at, none was made.
    }
  }

  private static Optional<MemoryGroup> make(Parent parent, String name, long bytes)
      throws IOException {
    var group = new MemoryGroup(Files.createDirectory(parent.folder.resolve(name)));
    try {
      Files.writeString(group.folder().resolve(parent.limit), Long.toString(bytes));
      for (var swap : parent.swap) {
        var file = group.folder().resolve(swap.file);
        if (Files.exists(file)) {
          Files.writeString(file, swap.addsToMemory ? Long.toString(bytes) : "0");
        }
      }
      return Optional.of(group);
    } catch (IOException e) {
      group.remove();
      return Optional.empty();
    }
  }

  /**
   * A group below which others may be made.
   *
   * @param limit the file that holds the limit
   * @param swap the files that keep swap from being a way round it, where the kernel has them
   */
  private record Parent(Path folder, String limit, List<Swap> swap) {}

  private record Swap(String file, boolean addsToMemory) {}

  private Optional<Parent> parent() throws IOException {
    for (var line : Files.readAllLines(root.resolve("proc/self/cgroup"))) {
      var parts = line.split(":", 3); // number, controllers, path
      if (parts.length < 3) {
        continue;
      }
      if (List.of(parts[1].split(",")).contains("memory")) {
        return mount("cgroup", "memory")
            .map(mount -> mount.folder(parts[2]))
            .filter(Files::isWritable)
            .map(folder ->
                new Parent(
                    folder,
                    "memory.limit_in_bytes",
                    List.of(new Swap("memory.memsw.limit_in_bytes", true))));
      }
    }
    return secondVersion();
  }

  private Optional<Parent> secondVersion() throws IOException {
    var mount = mount("cgroup2", "");
    var ours =
        Files.readAllLines(root.resolve("proc/self/cgroup")).stream()
            .filter(line -> line.startsWith("0::"))
            .findFirst();
    if (mount.isEmpty() || ours.isEmpty()) {
      return Optional.empty();
    }
    var top = mount.get().place;
    for (var folder = mount.get().folder(ours.get().substring("0::".length()));
        folder != null && folder.startsWith(top);
        folder = folder.getParent()) {
      if (passesMemoryOn(folder)) {
        return Optional.of(
            new Parent(folder, "memory.max", List.of(new Swap("memory.swap.max", false))));
      }
    }
    return Optional.empty();
  }

  /** Moving a process needs the right to write in the group that holds both its old and new one. */
  private static boolean passesMemoryOn(Path folder) throws IOException {
    var passedOn = folder.resolve("cgroup.subtree_control");
    return Files.isReadable(passedOn)
        && List.of(Files.readString(passedOn).strip().split(" ")).contains("memory")
        && Files.isWritable(folder)
        && Files.isWritable(folder.resolve("cgroup.procs"));
  }

  /**
   * A mounted hierarchy of groups.
   *
   * @param shown the group that is seen at the place
   */
  private record Mount(Path place, Path shown) {
    Path folder(String group) {
      var path = Path.of(group);
      return path.startsWith(shown)
          ? place.resolve(shown.relativize(path).toString()).normalize()
          : place;
    }
  }

  /** From mountinfo (proc_pid_mountinfo(5)): root and place are fields 4 and 5. */
  private Optional<Mount> mount(String type, String option) throws IOException {
    for (var line : Files.readAllLines(root.resolve("proc/self/mountinfo"))) {
      var halves = line.split(" - ", 2);
      var before = halves[0].split(" ");
      var after = halves.length > 1 ? halves[1].split(" ") : new String[0];
      if (before.length >= 5
          && after.length >= 3
          && after[0].equals(type)
          && (option.isEmpty() || List.of(after[2].split(",")).contains(option))) {
        var place = root.resolve(Path.of("/").relativize(Path.of(before[4])));
        return Optional.of(new Mount(place, Path.of(before[3])));
      }
    }
    return Optional.empty();
  }
}
