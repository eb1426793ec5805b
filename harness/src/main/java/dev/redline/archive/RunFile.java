package dev.redline.archive;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.redline.model.ModelFacts;
import java.time.Instant;
import java.util.List;

/**
 * run.json: what was run, by what, on what.
 *
 * @param study the study's name
 * @param digest of the study, taken before the first trial
 * @param parallel trials at a time
 * @param machine as {@code doctor} tells it, a line each
 * @param models where and at what price each was asked
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
    List<String> machine,
    List<ModelFacts> models) {
  /** The form of a run's folder. 2: its study holds blocks of arms and models. */
  public static final int SCHEMA = 2;

  public RunFile {
    requireNonNull(study, "study");
    requireNonNull(digest, "digest");
    requireNonNull(startedAt, "startedAt");
    machine = List.copyOf(machine);
    // Runs of before it was there lack it.
    models = List.copyOf(requireNonNullElse(models, List.<ModelFacts>of()));
  }

  /** A run that tells nothing of its models. */
  public RunFile(
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
    this(
        schema, study, digest, startedAt, redline, java, kernel, cores, parallel, machine,
        List.of());
  }
}
