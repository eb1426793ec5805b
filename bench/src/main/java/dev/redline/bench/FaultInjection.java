package dev.redline.bench;

import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs small studies whose harness or worlds meet faults at moments drawn by chance, and prints
 * what came of them. After each: no survivor, no file that is read as whole and is not, no verdict
 * that a fault of ours made, and a resumed study in which each trial is counted once.
 *
 * <p>Arguments: how many faults (100), the seed (1), for how many minutes at most (60). Or: {@code
 * one} and the seed of a single run, to see it again.
 */
@SuppressWarnings("SystemOut")
public final class FaultInjection {
  private static final int OF_WORLDS_A_RUN = 3;

  private FaultInjection() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2 && arguments[0].equals("one")) {
      long only = Long.parseLong(arguments[1]);
      System.out.println(draw(only) + ": " + run(only, draw(only)));
      return;
    }
    int faults = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    int minutes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 60;
    long end = System.nanoTime() + minutes * 60_000_000_000L;
    var random = new SplittableRandom(seed);
    Map<Fault, Integer> met = new EnumMap<>(Fault.class);
    Map<String, Integer> verdicts = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    int runs = 0;
    int total = 0;
    while (total < faults && System.nanoTime() < end) {
      long one = random.nextLong();
      var drawn = draw(one);
      var outcome = run(one, drawn);
      runs++;
      total += outcome.met().size();
      outcome.met().forEach(fault -> met.merge(fault, 1, Integer::sum));
      outcome.verdicts().forEach(verdict -> verdicts.merge(verdict, 1, Integer::sum));
      outcome.wrong().forEach(what -> wrong.add("seed %d, %s: %s".formatted(one, drawn, what)));
      System.err.printf("%d faults in %d runs, %d wrong%n", total, runs, wrong.size());
      outcome.wrong().forEach(what -> System.err.printf("seed %d, %s: %s%n", one, drawn, what));
    }
    print(met, verdicts, wrong, runs, total, seed);
    if (!wrong.isEmpty()) {
      System.exit(1);
    }
  }

  /** Some faults of worlds, then one of the harness in half of all runs. */
  static List<Fault> draw(long seed) {
    var random = new SplittableRandom(seed);
    var ofWorlds = Arrays.stream(Fault.values()).filter(fault -> !fault.ofTheHarness()).toList();
    var ofHarness = Arrays.stream(Fault.values()).filter(Fault::ofTheHarness).toList();
    var drawn = new ArrayList<Fault>();
    for (int i = random.nextInt(OF_WORLDS_A_RUN + 1); i > 0; i--) {
      drawn.add(ofWorlds.get(random.nextInt(ofWorlds.size())));
    }
    if (drawn.isEmpty() || random.nextBoolean()) {
      drawn.add(ofHarness.get(random.nextInt(ofHarness.size())));
    }
    return drawn;
  }

  static FaultyRun.Outcome run(long seed, List<Fault> faults)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("faults");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try {
      Path worlds = Files.createDirectory(folder.resolve("worlds"));
      Files.setPosixFilePermissions(worlds, PosixFilePermissions.fromString("rwx--x--x"));
      var outcome =
          new FaultyRun(new ProcessTable(Path.of("/proc")), command(worlds), folder, seed)
              .run(faults);
      try (Stream<Path> left = Files.list(worlds)) {
        var names = left.map(path -> path.getFileName().toString()).filter(n -> n.startsWith("w-"));
        var rest = names.toList();
        if (!rest.isEmpty()) {
          var wrong = new ArrayList<>(outcome.wrong());
          wrong.add("left on disk: " + rest);
          return new FaultyRun.Outcome(outcome.met(), wrong, outcome.verdicts());
        }
      }
      return outcome;
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static List<String> command(Path worlds) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "-Djava.io.tmpdir=" + worlds,
        "-cp",
        System.getProperty("java.class.path"),
        "dev.redline.app.Main");
  }

  private static void print(
      Map<Fault, Integer> met,
      Map<String, Integer> verdicts,
      List<String> wrong,
      int runs,
      int total,
      long seed) {
    System.out.printf(
        "%d faults in %d studies of %d trials, seed %d%n%n", total, runs, FaultyRun.TRIALS, seed);
    System.out.println("| fault | times |");
    System.out.println("|---|---|");
    met.forEach((fault, times) -> System.out.printf("| %s | %d |%n", fault.words(), times));
    System.out.println();
    System.out.println("| verdict in the end | trials |");
    System.out.println("|---|---|");
    verdicts.forEach((verdict, count) -> System.out.printf("| %s | %d |%n", verdict, count));
    System.out.printf("%nwrong: %d%n", wrong.size());
    wrong.forEach(System.out::println);
  }
}
