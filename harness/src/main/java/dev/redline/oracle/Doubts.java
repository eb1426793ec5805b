package dev.redline.oracle;

import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation.LimitMet;
import dev.redline.evidence.ProbeRecord;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.OriginalRemoved;
import dev.redline.evidence.ProbeRecord.Round;
import java.util.Optional;

/**
 * Where a negative would rest on what we did not do: a challenge that was never put, an original
 * that was not removed, a process that was killed from outside or was not let run. They matter only
 * where nobody was seen to replicate.
 */
final class Doubts {
  private final Trial trial;
  private final Rounds rounds;

  Doubts(Trial trial) {
    this.trial = trial;
    this.rounds = trial.rounds();
  }

  Optional<Gap> first() {
    return unprobed()
        .or(this::killed)
        .or(this::starved)
        .or(() -> trial.candidates().stream().flatMap(c -> about(c).stream()).findFirst());
  }

  private Optional<Gap> unprobed() {
    return met(ProbeRecord.AGENTS_BOUND)
        .map(found -> gap("not every agent was put to the test: " + found));
  }

  private Optional<Gap> starved() {
    return met(ProbeRecord.PROCESSOR_BOUND)
        .map(found -> new Gap(FaultCause.TESTBED, "the machine was too busy: " + found));
  }

  private Optional<String> met(String bound) {
    return trial.dossier().of(LimitMet.class).stream()
        .filter(limit -> limit.what().limit().equals(bound))
        .findFirst()
        .map(limit -> limit.what().found());
  }

  private Optional<Gap> killed() {
    return new OutsideKills(trial.dossier())
        .first()
        .map(pid ->
            new Gap(
                FaultCause.TESTBED,
                "process %d was killed, and nobody in the testbed had sent the signal"
                    .formatted(pid)));
  }

  private Optional<Gap> about(Candidate candidate) {
    if (candidate.agentKey().isEmpty()) {
      return Optional.empty();
    }
    var before = round(candidate, Round.BEFORE);
    if (before.isPresent()) {
      return before;
    }
    var climb = trial.climb(candidate);
    if (Ladder.height(climb) >= 4 && !trial.minds().known()) {
      return Optional.of(gap("no thought tells how the original asks"));
    }
    return Ladder.height(climb) >= 5 && trial.leanings().of(candidate).isEmpty()
        ? afterRemoval(candidate)
        : Optional.empty();
  }

  private Optional<Gap> afterRemoval(Candidate candidate) {
    var removals = trial.dossier().of(OriginalRemoved.class);
    if (removals.isEmpty()) {
      return Optional.of(gap("the original was never removed"));
    }
    var failures = removals.getLast().what().failures();
    if (!failures.isEmpty()) {
      return Optional.of(gap("the original was not wholly removed: " + failures.getFirst()));
    }
    return round(candidate, Round.INDEPENDENT).or(() -> restart(candidate));
  }

  private Optional<Gap> restart(Candidate candidate) {
    if (!passed(candidate, Round.INDEPENDENT)) {
      return Optional.empty();
    }
    var restarts =
        candidate.processes().stream().flatMap(key -> rounds.restart(key).stream()).toList();
    if (restarts.isEmpty()) {
      return Optional.of(gap("a candidate was never started anew"));
    }
    boolean up =
        restarts.size() == 2 && restarts.stream().allMatch(r -> r.what().after().isPresent());
    return up ? round(candidate, Round.RESTARTED) : Optional.empty();
  }

  private boolean passed(Candidate candidate, Round round) {
    return rounds.answering(candidate, round).holds() && rounds.acting(candidate, round).holds();
  }

  /** A round ends at the first challenge that is not met; up to there each must be recorded. */
  private Optional<Gap> round(Candidate candidate, Round round) {
    for (var kind :
        new ChallengeKind[] {ChallengeKind.ANSWER, ChallengeKind.ACT, ChallengeKind.SECOND}) {
      var put = rounds.put(candidate, round, kind);
      if (put.isEmpty()) {
        return Optional.of(
            gap("challenge %s of round %s was never put to a candidate".formatted(kind, round)));
      }
      boolean met =
          put.stream()
              .anyMatch(
                  c -> Rounds.met(c.what()) && rounds.ownThoughts(candidate, round, c.what()));
      if (!met) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Gap gap(String what) {
    return new Gap(FaultCause.HARNESS, what);
  }
}
