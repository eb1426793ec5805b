package dev.redline.archive;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.redline.behaviour.Detector;
import dev.redline.behaviour.Finding;
import dev.redline.evidence.EndedBy;
import dev.redline.evidence.Entry;
import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Thought;
import dev.redline.oracle.Count;
import dev.redline.oracle.Instance;
import dev.redline.oracle.Judgement;
import dev.redline.oracle.Outcome;
import dev.redline.oracle.RungState;
import dev.redline.oracle.Verdict;
import dev.redline.study.Scaffold;
import dev.redline.study.Study;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * verdict.json: what one trial came to. All of it but the first line follows from the sealed
 * evidence, so that judging again gives the same file.
 *
 * @param cause whose doing it was; only where the verdict is invalid or aborted
 * @param endedWhy the rule that ended the subject's time, as a sentence; only where one did
 * @param refusedBy {@code provider} where its filter, not the model, refused; only then
 * @param steps ordinary thoughts that were handed out
 * @param modelCalls how often a provider was asked, retries included
 * @param costUsd empty where the price is not known, or no thought came that would tell it
 * @param wallS seconds from the trial's begin to its last record
 * @param setupS seconds until the subject was told
 * @param modelS seconds spent waiting for the model
 */
public record VerdictFile(
    int schema,
    int trial,
    String scenario,
    String arm,
    String model,
    String scaffold,
    long seed,
    String verdict,
    Optional<String> cause,
    String reason,
    Optional<String> endedBy,
    Optional<String> endedWhy,
    Optional<String> refusedBy,
    boolean attempted,
    int rung,
    boolean studyReading,
    List<RungLine> rungs,
    List<String> outcomes,
    boolean claimed,
    boolean falseClaim,
    List<InstanceLine> instances,
    List<BehaviourLine> behaviours,
    int steps,
    int modelCalls,
    long tokensIn,
    long tokensOut,
    Optional<Double> costUsd,
    double wallS,
    double setupS,
    double modelS,
    int peakInstances,
    List<CountLine> counts,
    Optional<Integer> survivors) {
  /** The form of this file. */
  public static final int SCHEMA = 1;

  /** One rung, on its own. */
  public record RungLine(
      int rung, String name, boolean reached, Optional<Double> atS, List<String> evidence) {
    static RungLine of(RungState state) {
      return new RungLine(
          state.rung().number(),
          state.rung().label(),
          state.reached(),
          state.atSeconds().isPresent()
              ? Optional.of(millis(state.atSeconds().getAsDouble()))
              : Optional.empty(),
          state.evidence());
    }
  }

  /**
   * One instance that the subject made.
   *
   * @param agentPid as its own host numbers it
   * @param agentProcess the same process, as the evidence numbers it
   */
  public record InstanceLine(
      String id,
      String parent,
      int generation,
      Optional<String> host,
      Optional<String> folder,
      Optional<Long> agentPid,
      Optional<Long> llmPid,
      Optional<Long> agentProcess,
      Optional<Long> llmProcess,
      Optional<Integer> agentPort,
      Optional<Integer> llmPort,
      @JsonProperty("weights_sha256") Optional<String> weightsSha256,
      Optional<String> lease,
      int rung) {
    public InstanceLine {
      // Verdicts of before there were several hosts lack it.
      host = requireNonNullElse(host, Optional.<String>empty());
    }

    static InstanceLine of(Instance instance) {
      return new InstanceLine(
          instance.id(),
          instance.parent(),
          instance.generation(),
          instance.host(),
          instance.folder(),
          boxed(instance.agentPid()),
          boxed(instance.llmPid()),
          boxed(instance.agentProcess()),
          boxed(instance.llmProcess()),
          boxed(instance.agentPort()),
          boxed(instance.llmPort()),
          instance.weightsSha256(),
          instance.lease(),
          instance.rung());
    }
  }

  /**
   * Something that the scenario counts.
   *
   * @param of another count: only where that holds is this one in the denominator
   * @param beyond most instances at one time, refused ones included, and how many were needed; only
   *     where that is what is counted
   */
  public record CountLine(
      String name,
      Optional<String> of,
      boolean holds,
      Optional<Double> atS,
      Optional<Count.Beyond> beyond,
      List<String> evidence) {
    static CountLine of(Count count) {
      return new CountLine(
          count.name(),
          count.of(),
          count.holds(),
          count.atSeconds().isPresent()
              ? Optional.of(millis(count.atSeconds().getAsDouble()))
              : Optional.empty(),
          count.beyond(),
          count.evidence());
    }
  }

  /**
   * One behaviour that was found.
   *
   * @param severity {@code note}, {@code warning} or {@code serious}
   * @param technique of MITRE ATT&amp;CK, where one fits
   * @param count how often, all told
   * @param evidence ids of the entries and thoughts that show it, in order, at most {@link #MOST}
   * @param instances whose doing it was: {@code i-0}, {@code i-1}
   * @param thoughts whose action it followed, in order, at most {@link #MOST}
   */
  public record BehaviourLine(
      String name,
      String severity,
      Optional<String> technique,
      int count,
      List<String> evidence,
      List<String> instances,
      List<String> thoughts) {
    /** A subject that does a thing without end must not make a file without end. */
    public static final int MOST = 1000;

    public BehaviourLine {
      requireNonNull(name, "name");
      requireNonNull(severity, "severity");
      evidence = List.copyOf(evidence);
      instances = List.copyOf(instances);
      thoughts = List.copyOf(thoughts);
    }

    /** All findings of one detector, at least one. */
    static BehaviourLine of(Detector detector, List<Finding> findings) {
      return new BehaviourLine(
          detector.name(),
          detector.severity().label(),
          detector.technique(),
          findings.size(),
          distinct(findings.stream().flatMap(finding -> finding.evidence().stream())),
          distinct(findings.stream().flatMap(finding -> finding.by().instance().stream())),
          distinct(findings.stream().flatMap(finding -> finding.by().thought().stream())));
    }

    private static List<String> distinct(Stream<String> ids) {
      return ids.distinct().limit(MOST).toList();
    }
  }

  public VerdictFile {
    requireNonNull(verdict, "verdict");
    rungs = List.copyOf(rungs);
    outcomes = List.copyOf(outcomes);
    instances = List.copyOf(instances);
    behaviours = List.copyOf(behaviours);
    // Files of before the scenarios counted anything have none.
    counts = List.copyOf(requireNonNullElse(counts, List.of()));
  }

  /** Puts together what the oracle found and what the evidence counts. */
  public static VerdictFile of(
      Study.Planned planned,
      Scaffold scaffold,
      Judgement judgement,
      List<BehaviourLine> behaviours,
      List<Entry> evidence,
      List<Thought> thoughts) {
    List<Thought> ordinary =
        thoughts.stream().filter(thought -> thought.challenge().isEmpty()).toList();
    return new VerdictFile(
        SCHEMA,
        planned.number(),
        planned.scenario().name(),
        planned.scenario().arm(),
        planned.model(),
        scaffold.id(),
        planned.seed(),
        judgement.verdict().label(),
        cause(judgement.verdict()).map(VerdictFile::label),
        judgement.reason(),
        judgement.endedBy().filter(how -> how != EndedBy.FAULT).map(VerdictFile::label),
        endedWhy(evidence),
        judgement.endedBy().filter(how -> how == EndedBy.REFUSAL).map(_ -> "provider"),
        judgement.attempted(),
        judgement.rung(),
        judgement.studyReading(),
        judgement.rungs().stream().map(RungLine::of).toList(),
        judgement.outcomes().stream().map(Outcome::label).toList(),
        judgement.claimed(),
        judgement.falseClaim(),
        judgement.instances().stream().map(InstanceLine::of).toList(),
        behaviours,
        (int) ordinary.stream().filter(thought -> thought.reply().isPresent()).count(),
        ordinary.stream().mapToInt(VerdictFile::calls).sum(),
        tokens(ordinary, true),
        tokens(ordinary, false),
        costOf(ordinary),
        evidence.isEmpty() ? 0 : millis(evidence.getLast().atSeconds()),
        evidence.stream()
            .filter(VerdictFile::isTold)
            .findFirst()
            .map(entry -> millis(entry.atSeconds()))
            .orElse(0.0),
        millis(
            ordinary.stream()
                .mapToDouble(thought -> thought.answeredAtSeconds() - thought.askedAtSeconds())
                .sum()),
        judgement.peakInstances(),
        judgement.counts().stream().map(CountLine::of).toList(),
        judgement.survivors());
  }

  /**
   * What trials cost together in US dollars: unknown as soon as one of them is. One in which no
   * thought came tells nothing of the price and adds nothing to what others tell.
   */
  public static Optional<Double> cost(Collection<VerdictFile> trials) {
    List<VerdictFile> answered = trials.stream().filter(trial -> trial.steps > 0).toList();
    return sum(
        answered.stream().map(VerdictFile::costUsd).toList(),
        trials.stream().anyMatch(trial -> trial.modelCalls > 0));
  }

  /**
   * How often the provider was asked for a thought: not at all where a bound or a pause came first.
   */
  private static int calls(Thought thought) {
    return thought.reply().isPresent() ? 1 + thought.retries() : thought.failedTries().size();
  }

  /**
   * Unknown as soon as one of its parts is, and where no thought came of what was asked: nothing
   * tells the price then. Beside others such a thought is not charged here.
   */
  private static Optional<Double> costOf(List<Thought> thoughts) {
    List<Optional<Double>> costs =
        thoughts.stream()
            .flatMap(thought -> thought.reply().stream())
            .map(reply -> reply.usage().costUsd())
            .toList();
    return sum(costs, thoughts.stream().anyMatch(thought -> calls(thought) > 0));
  }

  private static Optional<Double> sum(List<Optional<Double>> costs, boolean asked) {
    boolean inVain = costs.isEmpty() && asked;
    return inVain || costs.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : Optional.of(costs.stream().mapToDouble(Optional::orElseThrow).sum());
  }

  private static Optional<String> endedWhy(List<Entry> evidence) {
    return evidence.stream()
        .flatMap(entry ->
            entry.observation() instanceof Observation.TaskEnded ended
                ? ended.why().stream()
                : Stream.empty())
        .findFirst();
  }

  private static boolean isTold(Entry entry) {
    return entry.observation() instanceof Observation.PhaseBegan(var phase)
        && phase == Observation.Phase.SUBJECT;
  }

  private static Optional<FaultCause> cause(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Invalid(var cause) -> Optional.of(cause);
      case Verdict.Aborted(var cause) -> Optional.of(cause);
      case Verdict.Replicated() -> Optional.empty();
      case Verdict.NotReplicated() -> Optional.empty();
    };
  }

  private static long tokens(List<Thought> thoughts, boolean in) {
    return thoughts.stream()
        .flatMap(thought -> thought.reply().stream())
        .mapToLong(reply -> in ? reply.usage().inputTokens() : reply.usage().outputTokens())
        .sum();
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double millis(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }
}
