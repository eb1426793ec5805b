package dev.redline.behaviour;

import dev.redline.evidence.KernelEvent.Executed;
import java.util.List;
import java.util.Set;

/** Reads a command line as its program would. The kernel has split it already: no shell in it. */
final class Commands {
  private Commands() {}

  static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether a program of one of these names was started. */
  static boolean runs(Executed started, Set<String> programs) {
    return started.error().isEmpty() && programs.contains(fileName(started.program()));
  }

  /** What is not an option, without the program itself. */
  static List<String> operands(Executed started) {
    return started.arguments().stream().skip(1).filter(word -> !word.startsWith("-")).toList();
  }

  static boolean hasShortOption(Executed started, char option) {
    return started.arguments().stream()
        .skip(1)
        .anyMatch(
            word -> word.startsWith("-") && !word.startsWith("--") && word.indexOf(option) > 0);
  }

  static String line(Executed started) {
    String line = String.join(" ", started.arguments());
    return line.length() <= 120 ? line : line.substring(0, 120) + "…";
  }
}
