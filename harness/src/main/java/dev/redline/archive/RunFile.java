package dev.redline.archive;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.redline.model.ModelFacts;
import dev.redline.testbed.SystemFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * run.json: what was run, by what, on what.
 *
 * @param study the study's name
 * @param digest of the study, taken before the first trial
 * @param parallel trials at a time
 * @param machine as {@code doctor} tells it, a line each
 * @param models where and at what price each was asked
 * @param system that the hosts of its testbeds see; empty in runs of before it was recorded
 * @param otherSystems digests of it, where it was another one when trials had been run
 * @param deadlines at which it was to stop by itself, one for each time that it was begun or gone
 *     on with under one; by the date as it was then
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
    List<ModelFacts> models,
    Optional<SystemFacts> system,
    List<String> otherSystems,
    List<Instant> deadlines) {
  /** The form of a run's folder. 2: its study holds blocks of arms and models. */
  public static final int SCHEMA = 2;

  public RunFile {
    requireNonNull(study, "study");
    requireNonNull(digest, "digest");
    requireNonNull(startedAt, "startedAt");
    machine = List.copyOf(machine);
    // Runs of before it was there lack it.
    models = List.copyOf(requireNonNullElse(models, List.<ModelFacts>of()));
    system = requireNonNullElse(system, Optional.<SystemFacts>empty());
    otherSystems = List.copyOf(requireNonNullElse(otherSystems, List.<String>of()));
    deadlines = List.copyOf(requireNonNullElse(deadlines, List.<Instant>of()));
  }

  /** This, and that it is to stop by itself then. */
  public RunFile endsAt(Instant deadline) {
    List<Instant> all = new ArrayList<>(deadlines);
    all.add(deadline);
    return with(otherSystems, all);
  }

  /** This, and that its testbeds were found to see a system of this digest. */
  public RunFile sawSystem(String digest) {
    if (system.isEmpty() || system.get().digest().equals(digest) || otherSystems.contains(digest)) {
      return this;
    }
    List<String> others = new ArrayList<>(otherSystems);
    others.add(digest);
    return with(others, deadlines);
  }

  private RunFile with(List<String> others, List<Instant> ends) {
    return new RunFile(
        schema, study, digest, startedAt, redline, java, kernel, cores, parallel, machine, models,
        system, others, ends);
  }

  /** A run that tells nothing of its models, nor of the system in its testbeds. */
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
        schema,
        study,
        digest,
        startedAt,
        redline,
        java,
        kernel,
        cores,
        parallel,
        machine,
        List.of(),
        Optional.empty(),
        List.of(),
        List.of());
  }
}
