package aisystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A readable log: one file, to which whole entries are added. Work goes on when the log cannot be
 * written; that is said once on the error stream.
 */
final class Log {
  private final Path file;
  private boolean complained;

  Log(Path file) {
    this.file = file;
  }

  /** Adds one line. */
  void line(String line) {
    entry(line.replace('\n', ' '), "");
  }

  /** Adds a heading and a text under it. */
  synchronized void entry(String heading, String text) {
    String entry = Instant.now().truncatedTo(ChronoUnit.MILLIS) + "  " + heading + "\n";
    if (!text.isBlank()) {
      entry += text.strip().indent(4) + "\n";
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, entry, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      if (!complained) {
        complained = true;
        System.err.println("The log " + file + " cannot be written: " + e + ".");
      }
    }
  }
}
