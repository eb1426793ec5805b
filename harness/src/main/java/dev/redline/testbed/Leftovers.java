package dev.redline.testbed;

import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * Finds and removes what worlds left whose harness was killed: a folder, a control group. Whatever
 * belongs to a harness that lives, to one in another pid namespace, or to another user, is left
 * alone.
 */
final class Leftovers {
  private final ProcessTable table;
  private final MemoryGroups groups;
  private final Path folders;
  private final IntPredicate mayOwn;

  /**
   * @param folders in which worlds have theirs
   * @param mayOwn the users to whom a world's folder may belong
   */
  Leftovers(ProcessTable table, MemoryGroups groups, Path folders, IntPredicate mayOwn) {
    this.table = table;
    this.groups = groups;
    this.folders = folders;
    this.mayOwn = mayOwn;
  }

  /**
   * Removes them.
   *
   * @return how many worlds had left something
   * @throws IOException when something cannot be removed; the rest is removed all the same
   */
  int remove() throws IOException {
    var failure = new IOException("Not everything that killed runs left was removed");
    var names = new TreeSet<String>();
    List<MemoryGroup> left = groups.existing().stream().filter(this::isUnowned).toList();
    for (var group : left) {
      try {
        group.remove(); // First: it stays while a process is in it, and then so does the folder.
        names.add(group.name());
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    for (var folder : folders()) {
      var name = folder.getFileName().toString();
      if (left.stream()
          .anyMatch(group -> Files.exists(group.folder()) && group.name().equals(name))) {
        continue;
      }
      try {
        new WorldFolder(folder, OptionalInt.empty()).remove();
        names.add(name);
      } catch (NoSuchFileException e) {
        // Another start of Redline was quicker.
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
    return names.size();
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(folders)) {
      return all.filter(path -> isUnowned(path.getFileName().toString()) && isOurs(path)).toList();
    }
  }

  private boolean isOurs(Path folder) {
    try {
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && mayOwn.test((int) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return false; // Gone already.
    }
  }

  private boolean isUnowned(MemoryGroup group) {
    return isUnowned(group.name());
  }

  private boolean isUnowned(String name) {
    var here = WorldName.namespace(table);
    return WorldName.parse(name)
        .filter(world -> here.filter(inode -> inode == world.namespace()).isPresent())
        .filter(world -> !table.isAlive(world.owner()))
        .isPresent();
  }
}
