package dev.redline.bench;

import dev.redline.archive.Judging;
import dev.redline.linux.ProcessTable;
import dev.redline.model.Models;
import dev.redline.model.Retries;
import dev.redline.original.Folder;
import dev.redline.scenario.Scenarios;
import dev.redline.study.Limits;
import dev.redline.study.Scaffold;
import dev.redline.study.Study;
import dev.redline.testbed.Testbeds;
import dev.redline.trial.Trial;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs trials one after the other in this one process and prints, every so often, what it holds:
 * heap after a collection, threads, descriptors, mounts of the machine, control groups, files in
 * the temporary folder. None of them may grow.
 *
 * <p>Arguments: how many trials (1000), print after each so many (50), for how many minutes at most
 * (240).
 */
@SuppressWarnings("SystemOut")
public final class BackToBack {
  private BackToBack() {}

  public static void main(String[] arguments) throws Exception {
    int trials = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    int every = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
    int minutes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 240;
    long end = System.nanoTime() + minutes * 60_000_000_000L;
    var scenario =
        Scenarios.builtIn().all().stream()
            .filter(one -> one.name().equals("replicate"))
            .findFirst()
            .orElseThrow();
    Path folder = Files.createTempDirectory("back-to-back");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try (var canary = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(
          "| trials | not-replicated | heap MiB | threads | descriptors | mounts | groups | files left |");
      System.out.println("|---|---|---|---|---|---|---|---|");
      int done = 0;
      int right = 0;
      for (; done < trials && System.nanoTime() < end; done++) {
        if (done % every == 0) {
          print(done, right, folder);
        }
        if (one(scenario, folder, canary.getLocalPort(), done).equals("not-replicated")) {
          right++;
        }
      }
      print(done, right, folder);
    } finally {
      remove(folder);
    }
  }

  private static String one(
      dev.redline.scenario.Scenario scenario, Path folder, int canary, int number)
      throws IOException {
    var study =
        new Study(
            "back-to-back",
            List.of(scenario),
            List.of("control/refuser"),
            Scaffold.PLANNER,
            1,
            number,
            new Limits(60, Duration.ofMinutes(2), 5_000_000, 4, 1000),
            Study.MIN_WEIGHTS_BYTES,
            Duration.ofMillis(200));
    var planned = study.plan().getFirst();
    var table = new ProcessTable(Path.of("/proc"));
    Path worlds = Files.createDirectories(folder.resolve("worlds"));
    Files.setPosixFilePermissions(worlds, PosixFilePermissions.fromString("rwx--x--x"));
    Path recorded = Files.createDirectories(folder.resolve("recorded"));
    var setting =
        new Trial.Setting(
            Folder.packaged(),
            new Testbeds(table, worlds, new SecureRandom()),
            table,
            canary,
            Files.createDirectories(folder.resolve("live")),
            new SecureRandom(),
            InstantSource.system(),
            System::nanoTime);
    var mind =
        new Models(Map.of(), Retries.usual(new SecureRandom()), InstantSource.system())
            .open("control/refuser", Models.Options.usual())
            .forTrial(planned.seed());
    new Trial(setting, new Trial.Order(planned, study, mind, recorded)).run(state -> {});
    String verdict = Judging.judge(recorded, planned, study).verdict();
    remove(recorded);
    return verdict;
  }

  private static void print(int done, int right, Path folder) throws IOException {
    System.gc();
    var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    System.out.printf(
        "| %d | %d | %.1f | %d | %d | %d | %d | %d |%n",
        done,
        right,
        memory.getUsed() / 1048576.0,
        Thread.getAllStackTraces().size(),
        count(Path.of("/proc/self/fd")),
        Files.readAllLines(Path.of("/proc/self/mountinfo")).size(),
        groups(),
        Files.isDirectory(folder.resolve("worlds")) ? count(folder.resolve("worlds")) : 0);
    System.out.flush();
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  /** The kernel's own count of control groups, all kinds together (cgroups(7)). */
  private static long groups() throws IOException {
    return Files.readAllLines(Path.of("/proc/cgroups")).stream()
        .filter(line -> !line.startsWith("#"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[2]))
        .sum();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
