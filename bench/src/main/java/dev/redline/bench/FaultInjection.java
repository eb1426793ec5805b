package dev.redline.bench;

import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Runs small studies whose harness and worlds meet faults at moments drawn by chance, and prints
 * what came of them. After each life of a harness: no survivor, no file that is read as whole and
 * is not, no verdict that a fault of ours made; in the end each trial is whole and was counted
 * once.
 *
 * <p>{@code bench/run FaultInjection FAULTS SEED MINUTES STUDIES}: how many faults (100), the seed
 * (1), for how many minutes at most (60), how many studies at a time (3). Or: {@code one} and the
 * seed of a single study, to see it again. The folder of a study in which something was wrong is
 * kept, and named. As root it makes a mount namespace of its own first, in which each run's folder
 * lies on a small disk that can be filled; else no disk is filled. Where this machine has the
 * freezer of control groups in version 1, all is in a group of it, and can be frozen. Where it has
 * a C compiler, each study has a date of its own, which can jump.
 */
@SuppressWarnings("SystemOut")
public final class FaultInjection {
  private static final String WITH_DISKS = "with-disks";

  private final boolean disks;
  private final Path kept;
  private final List<StudyCheck.Met> met = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private int studies;

  private FaultInjection(boolean disks) throws IOException {
    this.disks = disks;
    this.kept = Files.createTempDirectory("faults-kept");
  }

  public static void main(String... arguments) throws Exception {
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    if (root && (arguments.length == 0 || !arguments[0].equals(WITH_DISKS))) {
      System.exit(inOwnMounts(arguments));
    }
    List<String> words = new ArrayList<>(List.of(arguments));
    words.remove(WITH_DISKS);
    var injection = new FaultInjection(root);
    if (words.size() == 2 && words.getFirst().equals("one")) {
      injection.study(Long.parseLong(words.get(1)));
    } else {
      injection.studies(
          words.isEmpty() ? 100 : Integer.parseInt(words.get(0)),
          words.size() > 1 ? Long.parseLong(words.get(1)) : 1,
          words.size() > 2 ? Integer.parseInt(words.get(2)) : 60,
          words.size() > 3 ? Integer.parseInt(words.get(3)) : 3);
    }
    injection.print();
    if (injection.wrong.isEmpty()) {
      Files.delete(injection.kept);
    }
    System.exit(injection.wrong.isEmpty() ? 0 : 1);
  }

  private static int inOwnMounts(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
    command.addAll(java());
    command.addAll(List.of(FaultInjection.class.getName(), WITH_DISKS));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:OnOutOfMemoryError=kill -KILL %p", // as the launcher has it
        "--enable-native-access=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"));
  }

  private void studies(int faults, long seed, int minutes, int atATime)
      throws InterruptedException {
    long end = System.nanoTime() + minutes * 60_000_000_000L;
    var seeds = new SplittableRandom(seed);
    System.out.printf("seed %d, %d studies at a time%n", seed, atATime);
    try (ExecutorService workers = Executors.newFixedThreadPool(atATime)) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < atATime; i++) {
        Callable<Void> work =
            () -> {
              for (long one = next(seeds, faults, end); one != 0; one = next(seeds, faults, end)) {
                study(one);
              }
              return null;
            };
        all.add(workers.submit(work));
      }
      for (Future<Void> one : all) {
        try {
          one.get();
        } catch (ExecutionException e) {
          hold("the bench itself broke off: " + e.getCause());
        }
      }
    }
  }

  /** The seed of the next study; 0 when there is none. */
  private synchronized long next(SplittableRandom seeds, int faults, long end) {
    return met.size() >= faults || System.nanoTime() > end ? 0 : seeds.nextLong(1, Long.MAX_VALUE);
  }

  private void study(long seed) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("faults");
    var passable = PosixFilePermissions.fromString("rwx--x--x");
    Files.setPosixFilePermissions(folder, passable);
    Path worlds = Files.createDirectory(folder.resolve("worlds"));
    Files.setPosixFilePermissions(worlds, passable);
    Path runs = Files.createDirectory(folder.resolve("runs"));
    if (disks) {
      execute("mount", "-t", "tmpfs", "-o", "size=24m,mode=711", "tmpfs", runs.toString());
    }
    Optional<Path> disk = disks ? Optional.of(runs) : Optional.empty();
    var command = new ArrayList<>(java());
    command.add(1, "-Djava.io.tmpdir=" + worlds);
    command.add("dev.redline.app.Main");
    Optional<Freezer> freezer = Freezer.make("redline-" + folder.getFileName());
    Optional<FalseDate> date = FalseDate.make(folder, new SplittableRandom(seed));
    var place =
        new FaultyLife.Place(
            new ProcessTable(Path.of("/proc")), command, folder, disk, freezer, date);
    var outcome = new FaultyRun(place, seed).run();
    var found = new ArrayList<>(outcome.wrong());
    if (freezer.isPresent() && !freezer.get().remove()) {
      found.add("processes that the harness or its worlds made are still there");
    }
    try (Stream<Path> left = Files.list(worlds)) {
      var rest = left.map(path -> path.getFileName().toString()).filter(n -> n.startsWith("w-"));
      rest.forEach(name -> found.add("left on disk: " + name));
    }
    if (!found.isEmpty()) {
      keep(folder, seed);
    }
    if (disks) {
      execute("umount", runs.toString());
    }
    remove(folder);
    tell(seed, outcome.met(), found);
  }

  private synchronized void tell(long seed, List<StudyCheck.Met> its, List<String> found) {
    studies++;
    met.addAll(its);
    found.forEach(what ->
        hold("study %d (kept in %s): %s".formatted(seed, kept.resolve("study-" + seed), what)));
    System.out.printf("%d faults in %d studies, %d wrong%n", met.size(), studies, wrong.size());
  }

  private synchronized void hold(String what) {
    wrong.add(what);
    System.out.println("WRONG " + what);
  }

  private void keep(Path folder, long seed) throws IOException {
    Path copy = Files.createDirectory(kept.resolve("study-" + seed));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Path to = copy.resolve(folder.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else if (Files.isRegularFile(file)) {
          Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void execute(String... words) throws IOException, InterruptedException {
    int code = new ProcessBuilder(words).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("%s ended with %d".formatted(String.join(" ", words), code));
    }
  }

  private void print() {
    System.out.printf(
        "%n%d faults in %d studies of %d trials%n%n", met.size(), studies, FaultyRun.TRIALS);
    Map<Fault, Map<StudyCheck.Became, Integer>> counts = new EnumMap<>(Fault.class);
    met.forEach(one ->
        counts
            .computeIfAbsent(one.fault(), _ -> new EnumMap<>(StudyCheck.Became.class))
            .merge(one.became(), 1, Integer::sum));
    System.out.println(
        "| fault | times | invalid | aborted | unharmed | changed | run again | between | wrong |");
    System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    counts.forEach((fault, became) -> {
      var row = new StringBuilder();
      for (StudyCheck.Became one : StudyCheck.Became.values()) {
        row.append(" %d |".formatted(became.getOrDefault(one, 0)));
      }
      int times = became.values().stream().mapToInt(Integer::intValue).sum();
      System.out.printf("| %s | %d |%s%n", fault.words(), times, row);
    });
    System.out.printf("%nwrong: %d%n", wrong.size());
    wrong.forEach(System.out::println);
  }
}
