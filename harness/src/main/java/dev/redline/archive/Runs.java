package dev.redline.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The place where runs lie beside each other.
 *
 * @param folder usually {@code runs}; need not exist yet
 */
public record Runs(Path folder) {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /**
   * Where a run that begins now goes by default: {@code <time>-<study>}, with a number where that
   * is taken.
   */
  public Path fresh(String study, Instant now, ZoneId zone) {
    String name = STAMP.withZone(zone).format(now) + "-" + study;
    Path path = folder.resolve(name);
    for (int n = 2; Files.exists(path); n++) {
      path = folder.resolve(name + "-" + n);
    }
    return path;
  }

  /**
   * Finds a run as a person names it: its folder, its name, or {@code latest}.
   *
   * @throws ArchiveException when there is none
   */
  public RunFolder find(String name) {
    if (name.equals("latest")) {
      List<Path> all = all();
      if (all.isEmpty()) {
        throw new ArchiveException(
            "There is no run in %s yet.%nDo: `redline run` makes one."
                .formatted(folder.toAbsolutePath()));
      }
      return RunFolder.open(all.getLast());
    }
    Path below = folder.resolve(name);
    return RunFolder.open(Files.isDirectory(below) ? below : Path.of(name));
  }

  /** All runs that this Redline reads, oldest first; those of another form are left out. */
  public List<RunFolder> readable() {
    return all().stream().filter(RunFolder::isOfThisForm).map(RunFolder::open).toList();
  }

  /** All runs, of whatever form, oldest first. */
  public List<Path> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> Files.isRegularFile(path.resolve(RunFolder.RUN)))
          .sorted(Comparator.comparing((Path path) -> RunFolder.startedAt(path)))
          .toList();
    } catch (IOException e) {
      throw new ArchiveException("Cannot list the runs in %s: %s.".formatted(folder, e), e);
    }
  }
}
