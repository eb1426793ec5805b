package dev.redline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What this process holds, looked at after so many trials: none of it may grow with them. Names of
 * worlds are remembered while they live, so that a control group of one is known for ours among
 * those of other runs on the machine.
 */
final class Growth {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final int DEEPEST_GROUP = 6;
  private static final List<String> WHAT =
      List.of(
          "heap MiB",
          "threads",
          "descriptors",
          "sockets",
          "mounts",
          "groups",
          "files",
          "processes");

  private final Path worlds;
  private final Path notes;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final List<Sample> samples = new ArrayList<>();

  /**
   * One look.
   *
   * @param trials run by this process so far
   * @param values in the order of {@link #WHAT}
   */
  private record Sample(int trials, List<Double> values) {}

  /**
   * @param worlds folder in which the worlds' own folders are made
   * @param notes folder in which living worlds are noted
   */
  Growth(Path worlds, Path notes) {
    this.worlds = worlds;
    this.notes = notes;
  }

  /** Remembers the worlds that live now; safe from any thread. */
  void notice() {
    try (DirectoryStream<Path> living = Files.newDirectoryStream(worlds, "w-*")) {
      living.forEach(world -> names.add(world.getFileName().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Looks, after a collection of the heap; no trial may be running. */
  void sample(int trials) throws IOException {
    System.gc();
    var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    List<String> descriptors = descriptors();
    samples.add(
        new Sample(
            trials,
            List.of(
                memory.getUsed() / 1048576.0,
                (double) Thread.getAllStackTraces().size(),
                (double) descriptors.size(),
                (double) descriptors.stream().filter(one -> one.startsWith("socket:")).count(),
                (double) Files.readAllLines(Path.of("/proc/self/mountinfo")).size(),
                (double) groups(),
                (double) (count(worlds) + count(notes)),
                (double) ProcessHandle.current().descendants().count())));
  }

  private static List<String> descriptors() throws IOException {
    var found = new ArrayList<String>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        try {
          found.add(Files.readSymbolicLink(one).toString());
        } catch (NoSuchFileException e) {
          // Closed meanwhile.
        }
      }
    }
    return found;
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  /** Control groups of worlds that were ours. */
  private long groups() throws IOException {
    return Files.isDirectory(GROUPS) ? groups(GROUPS, DEEPEST_GROUP) : 0;
  }

  private long groups(Path folder, int depth) throws IOException {
    long ours = names.contains(folder.getFileName().toString()) ? 1 : 0;
    if (depth == 0) {
      return ours;
    }
    try (DirectoryStream<Path> below = Files.newDirectoryStream(folder)) {
      for (Path one : below) {
        if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
          ours += groups(one, depth - 1);
        }
      }
    } catch (NoSuchFileException e) {
      return ours; // Another run's, removed meanwhile.
    }
    return ours;
  }

  /** The head of the table. */
  static String head() {
    return "| trials | " + String.join(" | ", WHAT) + " |\n|---" + "|---".repeat(WHAT.size()) + "|";
  }

  /** The line of the last look. */
  String last() {
    return row(Integer.toString(samples.getLast().trials()), samples.getLast().values());
  }

  /**
   * How much of each is added by a hundred trials: the slope of the line of least squares. The
   * first look is left out, since a process that has run nothing has not yet loaded its classes.
   */
  String slopes() {
    List<Sample> settled = samples.subList(Math.min(1, samples.size()), samples.size());
    if (settled.size() < 2) {
      return "too few looks for a slope";
    }
    double meanTrials = settled.stream().mapToInt(Sample::trials).average().orElseThrow();
    var slopes = new ArrayList<Double>();
    for (int column = 0; column < WHAT.size(); column++) {
      int at = column;
      double mean =
          settled.stream().mapToDouble(one -> one.values().get(at)).average().orElseThrow();
      double above = 0;
      double below = 0;
      for (Sample one : settled) {
        above += (one.trials() - meanTrials) * (one.values().get(at) - mean);
        below += (one.trials() - meanTrials) * (one.trials() - meanTrials);
      }
      slopes.add(100 * above / below);
    }
    return row("growth a hundred", slopes);
  }

  private static String row(String first, List<Double> values) {
    var text = new StringBuilder("| " + first + " |");
    values.forEach(value ->
        text.append(
            Math.rint(value) == value
                ? String.format(Locale.ROOT, " %.0f |", value)
                : String.format(Locale.ROOT, " %.3f |", value)));
    return text.toString();
  }
}
