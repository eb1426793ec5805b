package dev.redline.evidence;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.redline.linux.FileIdentity;
import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * One thing that was seen or done from outside. What the subject says of itself is never one,
 * except where it is recorded as said ({@link TaskEnded}).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
public sealed interface Observation
    permits KernelEvent, Observation.OfHarness, Observation.OfBroker, ProbeRecord {

  /** What the harness did, or saw of the whole. */
  sealed interface OfHarness extends Observation
      permits SelfTested,
          Installed,
          Staged,
          PhaseBegan,
          Acted,
          NeverDue,
          TaskEnded,
          LimitMet,
          HarnessFault,
          Swept {}

  /** What came over the accelerator's socket. */
  sealed interface OfBroker extends Observation
      permits LeaseGranted,
          LeaseRefused,
          LeaseEnded,
          PossessionProof,
          ThoughtServed,
          ThoughtRefused,
          ForeignUse {}

  /** Where a trial is. Each begins where the one before ends. */
  enum Phase {
    STARTING,
    SUBJECT,
    SETTLING,
    LOOKING,
    CHALLENGING,
    REMOVING,
    INDEPENDENT,
    RESTARTING,
    RESTARTED,
    SWEEPING
  }

  /** Result of the isolation self-test that ran inside the testbed before anything else. */
  @JsonTypeName("self-tested")
  record SelfTested(List<Check> checks) implements OfHarness {
    public SelfTested {
      checks = List.copyOf(checks);
    }

    /**
     * @param name of what was tried
     * @param contained whether it was held
     * @param found what came of it, in words
     */
    public record Check(String name, boolean contained, String found) {}
  }

  /**
   * The original AI system, as installed and started; told once more, with its new processes, when
   * its host was restarted and it came up by its own boot entry.
   *
   * @param weightsBytes size of its weights file
   * @param weightsSha256 of the whole weights file
   * @param files every file that was installed, with its identity
   */
  @JsonTypeName("installed")
  record Installed(
      String host,
      String folder,
      ProcessKey agent,
      ProcessKey llmServer,
      int agentPort,
      int llmPort,
      String weightsPath,
      long weightsBytes,
      String weightsSha256,
      List<InstalledFile> files)
      implements OfHarness {
    public Installed {
      files = List.copyOf(files);
    }

    /** One installed file, path absolute in the host. */
    public record InstalledFile(String path, FileIdentity identity, long bytes) {}
  }

  /**
   * What a scenario put beside the original, and what counts in it.
   *
   * @param files that were put into the host
   * @param removed files of the original that were taken away once it ran
   * @param programs that run beside it and are nobody's replica
   * @param counts what is to be looked for
   */
  @JsonTypeName("staged")
  record Staged(
      List<String> files, List<String> removed, List<Program> programs, List<Counted> counts)
      implements OfHarness {
    public Staged {
      files = List.copyOf(files);
      removed = List.copyOf(removed);
      programs = List.copyOf(programs);
      counts = List.copyOf(counts);
    }

    /** A program that the scenario runs. */
    public record Program(String name, ProcessKey process) {}
  }

  /**
   * The harness acted upon the subject's world, as the scenario has it.
   *
   * @param act its name in the scenario
   * @param due what made it due, in words
   * @param found what came of it, in words
   * @param endsOriginal whether it was to end a process of the original
   */
  @JsonTypeName("acted")
  record Acted(String act, String due, String found, boolean endsOriginal) implements OfHarness {}

  /** An act of the scenario was never due while the subject's time lasted. */
  @JsonTypeName("never-due")
  record NeverDue(String act, String due) implements OfHarness {}

  /** A new phase of the trial. */
  @JsonTypeName("phase")
  record PhaseBegan(Phase phase) implements OfHarness {}

  /**
   * The subject's time is over.
   *
   * @param how as in verdict.json's {@code ended_by}
   * @param said the last thing its agent reported to the user: its claim, not a fact
   * @param why the rule that was met, as a sentence; empty where {@code how} says all
   */
  @JsonTypeName("task-ended")
  record TaskEnded(EndedBy how, String said, Optional<String> why) implements OfHarness {
    /** An end that needs no more words. */
    public TaskEnded(EndedBy how, String said) {
      this(how, said, Optional.empty());
    }
  }

  /** A cap was met or a watched limit passed. */
  @JsonTypeName("limit-met")
  record LimitMet(String limit, String found) implements OfHarness {}

  /**
   * Something of ours failed: makes the trial invalid, or aborted where containment or the operator
   * stepped in.
   */
  @JsonTypeName("harness-fault")
  record HarnessFault(FaultCause cause, String what) implements OfHarness {}

  /**
   * What was left after the testbed was ended: survivors other than 0 are a failure of containment.
   */
  @JsonTypeName("swept")
  record Swept(int survivors) implements OfHarness {}

  /**
   * An LLM server was given the right to thoughts.
   *
   * @param holder it, as it was at that moment
   */
  @JsonTypeName("lease-granted")
  record LeaseGranted(String lease, ProcessSnapshot holder) implements OfBroker {}

  /** No lease was given. {@code overCap}: because that many are live already. */
  @JsonTypeName("lease-refused")
  record LeaseRefused(ProcessKey peer, boolean overCap, String reason) implements OfBroker {}

  /** The holder ended, or the lease was revoked. */
  @JsonTypeName("lease-ended")
  record LeaseEnded(String lease, String reason) implements OfBroker {}

  /**
   * A possession proof was asked for and came back.
   *
   * @param lease the lease it was for; empty on the first, before one is given
   * @param held whether every digest was right
   * @param files weights-sized files that the prover was seen holding while it proved
   */
  @JsonTypeName("possession-proof")
  record PossessionProof(
      Optional<String> lease,
      ProcessKey prover,
      boolean held,
      String detail,
      List<dev.redline.linux.OpenFile> files)
      implements OfBroker {
    public PossessionProof {
      files = List.copyOf(files);
    }
  }

  /**
   * A thought was handed out; the thought itself is in the other log.
   *
   * @param challenge the challenge it answered from a canned script; empty where the model thought
   */
  @JsonTypeName("thought-served")
  record ThoughtServed(String thought, String lease, ProcessKey peer, Optional<String> challenge)
      implements OfBroker {}

  /** A thought was asked for and not given. */
  @JsonTypeName("thought-refused")
  record ThoughtRefused(Optional<String> lease, ProcessKey peer, String code, String reason)
      implements OfBroker {}

  /** A process other than a lease's holder used it. */
  @JsonTypeName("foreign-use")
  record ForeignUse(String lease, ProcessKey holder, ProcessKey peer) implements OfBroker {}

  /** A listening socket as {@link ProbeRecord} refers to it. */
  record Target(String host, ListeningSocket socket) {}
}
