package dev.redline.bench;

import dev.redline.archive.RunFolder;
import dev.redline.archive.Runs;
import dev.redline.evidence.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What report, gate and export of a large run cost: {@code bench/run ReportBenchmark [RUN]
 * [TRIALS]}. Fabricates a run of 1,000 trials from a real one ({@code latest}), then starts each
 * command as users do and prints its time, its largest resident memory and the size of what it
 * made. The fabricated run is left in {@code runs/fabricated-N}.
 */
public final class ReportBenchmark {
  private ReportBenchmark() {}

  /** Measures with the run {@code arguments[0]} and {@code arguments[1]} trials. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    String name = arguments.length > 0 ? arguments[0] : "latest";
    int trials = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    var runs = new Runs(Path.of("runs"));
    Path place = runs.folder().resolve("fabricated-" + trials);
    if (!Files.isDirectory(place)) {
      Path keys = Files.createTempDirectory("fabricated-keys");
      RunFolder real = runs.find(name);
      new FabricatedRun(real, trials).in(place, SigningKey.in(keys));
    }
    System.out.printf(
        Locale.ROOT,
        "%d trials, %,d bytes on disk%n",
        RunFolder.open(place).verdicts().size(),
        FabricatedRun.bytes(place));
    Path out = Files.createTempDirectory("report-benchmark");
    measure(out.resolve("report.html"), List.of("report", place.toString()));
    measure(out.resolve("run.eval"), List.of("export", place.toString(), "--to", "inspect"));
    measure(out.resolve("tables"), List.of("export", place.toString(), "--to", "csv"));
    measure(
        out.resolve("junit.xml"),
        List.of("gate", place.toString(), "--policy", "docs/examples/policy.yaml"));
  }

  private static void measure(Path made, List<String> command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(Path.of("redline").toAbsolutePath().toString());
    words.addAll(command);
    words.addAll(List.of(command.getFirst().equals("gate") ? "--junit" : "-o", made.toString()));
    Path log = Files.createTempFile("report-benchmark", ".log");
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long peak = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, residentPeak(process));
      process.waitFor(20, java.util.concurrent.TimeUnit.MILLISECONDS);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%-30s exit %d  %5.1f s  %4d MiB  %,d bytes%n",
        String.join(" ", command.getFirst(), command.getLast()).replaceAll("runs/\\S*", ""),
        process.exitValue(),
        seconds,
        peak >> 10,
        Files.isDirectory(made)
            ? FabricatedRun.bytes(made)
            : Files.exists(made) ? Files.size(made) : 0);
    if (process.exitValue() > 1) {
      System.out.println(Files.readString(log));
    }
  }

  /** The launcher becomes the JVM; its VmHWM, in KiB. */
  private static long residentPeak(Process process) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // it ended between the look and the read: what was seen before stands
    }
  }
}
