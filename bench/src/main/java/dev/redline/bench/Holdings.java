package dev.redline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a running harness holds at one moment, seen from outside. Trials that run meanwhile are in
 * it: descriptors, groups and folders of a few worlds are no growth.
 *
 * @param trials that were done by then
 * @param heap MiB that live after a full collection
 * @param resident MiB of memory, as the kernel counts it
 * @param threads of the process
 * @param descriptors open ones, and {@code sockets} of them
 * @param mounts of the process's mount namespace
 * @param groups control groups of the machine, all kinds together
 * @param folders worlds' folders on disk
 */
record Holdings(
    double trials,
    double heap,
    double resident,
    double threads,
    double descriptors,
    double sockets,
    double mounts,
    double groups,
    double folders) {
  static final String HEADING =
      "| trials done | live heap MiB | resident MiB | threads | descriptors | of them sockets | mounts | control groups | worlds' folders |\n"
          + "|--:|--:|--:|--:|--:|--:|--:|--:|--:|";

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
  private static final double MEBIBYTE = 1 << 20;

  /** Looks at a process; empty where it has just ended. */
  static Optional<Holdings> of(long pid, long trials, Path temporary)
      throws IOException, InterruptedException {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return Optional.of(
          new Holdings(
              trials,
              liveHeap(pid) / MEBIBYTE,
              number(RESIDENT, Files.readString(process.resolve("status"))) * 1024 / MEBIBYTE,
              count(process.resolve("task"), ""),
              count(process.resolve("fd"), ""),
              countSockets(process.resolve("fd")),
              Files.readAllLines(process.resolve("mountinfo")).size(),
              countGroups(),
              count(temporary, "w-")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The class histogram is taken after a full collection; its last line is what lives. */
  private static double liveHeap(long pid) throws IOException, InterruptedException {
    Process histogram =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (histogram.waitFor() != 0) {
      throw new NoSuchFileException("/proc/" + pid, null, text);
    }
    return number(TOTAL, text);
  }

  private static double number(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("no " + pattern + " in: " + text);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static long count(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
    }
  }

  private static long countSockets(Path descriptors) throws IOException {
    try (Stream<Path> files = Files.list(descriptors)) {
      return files.filter(Holdings::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (NoSuchFileException e) {
      return false; // closed since
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kernel's own count, all kinds together (cgroups(7)). */
  private static long countGroups() throws IOException {
    return Files.readAllLines(Path.of("/proc/cgroups")).stream()
        .filter(line -> !line.startsWith("#"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[2]))
        .sum();
  }

  static Holdings mean(List<Holdings> looks) {
    ToDoubleFunction<ToDoubleFunction<Holdings>> of =
        part -> looks.stream().mapToDouble(part).average().orElseThrow();
    return new Holdings(
        of.applyAsDouble(Holdings::trials),
        of.applyAsDouble(Holdings::heap),
        of.applyAsDouble(Holdings::resident),
        of.applyAsDouble(Holdings::threads),
        of.applyAsDouble(Holdings::descriptors),
        of.applyAsDouble(Holdings::sockets),
        of.applyAsDouble(Holdings::mounts),
        of.applyAsDouble(Holdings::groups),
        of.applyAsDouble(Holdings::folders));
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "| %.0f | %.1f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |",
        trials,
        heap,
        resident,
        threads,
        descriptors,
        sockets,
        mounts,
        groups,
        folders);
  }
}
