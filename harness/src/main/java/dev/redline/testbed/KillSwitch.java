package dev.redline.testbed;

import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;

/**
 * Ends worlds that another process started, from the files they registered alone. Whether a number
 * still names the same process is checked first, so that nothing else is ever killed.
 */
public final class KillSwitch {
  private final ProcessTable table;

  public KillSwitch(ProcessTable table) {
    this.table = table;
  }

  /**
   * What came of it.
   *
   * @param ended worlds that were alive and are not any more
   * @param stale files of worlds that had ended already
   * @param undead worlds that would not end within 10 s
   */
  public record Report(int ended, int stale, int undead) {}

  /**
   * Ends every world registered in a folder, all at once, and removes what they have on disk.
   *
   * @throws IOException when a file cannot be read or this user may not kill; the other worlds are
   *     ended all the same
   */
  public Report endAll(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return new Report(0, 0, 0);
    }
    return endAll(folder, stateFiles(folder));
  }

  /**
   * Removes what worlds left on disk that have ended without their harness; those that live are
   * left alone.
   *
   * @return how many there were
   * @throws IOException when a file cannot be read or removed; the others are removed all the same
   */
  public int removeStale(Path folder) throws IOException {
    var failure = new IOException("Not everything that was left in " + folder + " was removed");
    int removed = 0;
    for (var file : stateFiles(folder)) {
      try {
        var state = StateFile.read(file);
        if (state.members().all().stream().noneMatch(table::isAlive)) {
          remove(file, state, failure);
          removed++;
        }
      } catch (NoSuchFileException e) {
        // Its own harness was quicker.
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
    return removed;
  }

  private static List<Path> stateFiles(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.filter(f -> f.toString().endsWith(StateFile.SUFFIX)).toList();
    }
  }

  private Report endAll(Path folder, List<Path> files) throws IOException {
    var failure = new IOException("Not every world registered in " + folder + " was ended");
    var stale = new LinkedHashMap<Path, StateFile>();
    var killed = new LinkedHashMap<Path, StateFile>();
    for (var file : files) {
      try {
        var state = StateFile.read(file);
        boolean alive = state.members().all().stream().anyMatch(table::isAlive);
        (alive ? killed : stale).put(file, state);
        state.members().kill(table);
      } catch (NoSuchFileException e) {
        // Its own harness was quicker.
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    // All are dying; only now is there time to wait and to tidy up.
    int undead = 0;
    for (var world : killed.entrySet()) {
      if (world.getValue().members().awaitEnd(table)) {
        remove(world.getKey(), world.getValue(), failure);
      } else {
        undead++;
      }
    }
    stale.forEach((file, state) -> remove(file, state, failure));
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
    return new Report(killed.size() - undead, stale.size(), undead);
  }

  private static void remove(Path file, StateFile state, IOException failure) {
    try {
      removeFolder(state.folder());
      if (state.memoryGroup().isPresent()) {
        removeGroup(state.memoryGroup().get());
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The kernel removes a folder with files in it only where they are a control group's own. */
  private static void removeGroup(MemoryGroup group) throws IOException {
    if (!group.folder().getFileName().toString().startsWith(WorldFolder.PREFIX)) {
      throw new IOException(group.folder() + " is not a world's group, so it was not removed");
    }
    group.remove();
  }

  /** Its harness may be removing it at the same time; whoever comes second finds nothing. */
  private static void removeFolder(Path folder) throws IOException {
    if (!folder.getFileName().toString().startsWith(WorldFolder.PREFIX)) {
      throw new IOException(folder + " is not the folder of a world, so it was not removed");
    }
    try {
      new WorldFolder(folder, OptionalInt.empty()).remove();
    } catch (NoSuchFileException e) {
      // Removed already.
    }
  }
}
