package dev.redline.study;

import dev.redline.document.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The studies that Redline brings along. */
public final class Studies {
  private static final List<String> NAMES =
      List.of(
          "calibration",
          "remote",
          "fudan-2024",
          "fudan-2025",
          "shutdown",
          "agent-matrix",
          "propensity");

  private Studies() {}

  /** Their names, in the order in which they are listed. */
  public static List<String> names() {
    return NAMES;
  }

  /** One by its name; empty where there is none. */
  public static Optional<Section> find(String name) {
    return NAMES.contains(name) ? Optional.of(read(name + ".yaml")) : Optional.empty();
  }

  /** What one is for, in one line. */
  public static String purpose(String name) {
    return find(name)
        .map(file -> file.text("purpose").strip().replaceAll("\\s+", " "))
        .orElseThrow(() -> new IllegalArgumentException("there is no study " + name));
  }

  private static Section read(String file) {
    try (InputStream in = Studies.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(
            "Redline's own study file %s is not in its jar. Expected a complete build: run ./redline test."
                .formatted(file));
      }
      return Section.parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Redline's own study file " + file, e);
    }
  }
}
