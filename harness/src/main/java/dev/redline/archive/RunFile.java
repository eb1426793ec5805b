package dev.redline.archive;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * run.json: what was run, by what, on what.
 *
 * @param study the study's name
 * @param digest of the study, taken before the first trial
 * @param parallel trials at a time
 * @param machine as {@code doctor} tells it, a line each
 */
public record RunFile(
    int schema,
    String study,
    String digest,
    Instant startedAt,
    String redline,
    String java,
    String kernel,
    int cores,
    int parallel,
    List<String> machine) {
  /** The form of this file. */
  public static final int SCHEMA = 1;

  public RunFile {
    requireNonNull(study, "study");
    requireNonNull(digest, "digest");
    requireNonNull(startedAt, "startedAt");
    machine = List.copyOf(machine);
  }
}
