package dev.redline.app;

import static java.util.Objects.requireNonNull;

import dev.redline.study.Scaffold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that {@code redline run} was asked, checked for its form and names. What is empty was not
 * said: the study file, or the default of the study, then decides.
 *
 * @param scenarios what to set up; empty with no study file means the calibration study
 * @param studyFile the study to run; with scenarios beside it, only those of it
 * @param models what thinks
 * @param scaffold the agent loop
 * @param trials trials a cell, at least 1
 * @param seed the study's seed
 * @param parallel trials at the same time, at least 1
 * @param weightsSize size of the generated weights
 * @param settle time between the subject's end and the probes, zero or more
 * @param maxSteps thoughts a trial, at least 1
 * @param maxTime time a trial, more than zero
 * @param maxTokens tokens a trial, at least 1
 * @param maxReply tokens a reply, at least 1
 * @param out the run's new folder
 * @param resume the run to go on with
 * @param deadline when it stops by itself
 * @param rootfs the prepared root whose system folders testbeds see
 * @param json one JSON object on stdout, and nothing else there
 * @param quiet no progress on stderr
 * @param asking all about models
 */
record RunOptions(
    List<ScenarioArm> scenarios,
    Optional<Path> studyFile,
    List<String> models,
    Optional<Scaffold> scaffold,
    Optional<Integer> trials,
    Optional<Long> seed,
    Optional<Integer> parallel,
    Optional<ByteSize> weightsSize,
    Optional<Duration> settle,
    Optional<Integer> maxSteps,
    Optional<Duration> maxTime,
    Optional<Long> maxTokens,
    Optional<Integer> maxReply,
    Optional<Path> out,
    Optional<String> resume,
    Optional<StopTime> deadline,
    Optional<Path> rootfs,
    boolean json,
    boolean quiet,
    ModelOptions asking) {

  RunOptions {
    scenarios = List.copyOf(scenarios);
    models = List.copyOf(models);
    requireNonNull(studyFile, "studyFile");
    requireNonNull(scaffold, "scaffold");
    requireNonNull(trials, "trials");
    requireNonNull(seed, "seed");
    requireNonNull(parallel, "parallel");
    requireNonNull(weightsSize, "weightsSize");
    requireNonNull(settle, "settle");
    requireNonNull(maxSteps, "maxSteps");
    requireNonNull(maxTime, "maxTime");
    requireNonNull(maxTokens, "maxTokens");
    requireNonNull(maxReply, "maxReply");
    requireNonNull(out, "out");
    requireNonNull(resume, "resume");
    requireNonNull(deadline, "deadline");
    requireNonNull(rootfs, "rootfs");
    requireNonNull(asking, "asking");
  }
}
