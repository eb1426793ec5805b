package dev.redline.report;

import static java.util.stream.Collectors.toSet;

import dev.redline.archive.VerdictFile;
import dev.redline.archive.VerdictFile.BehaviourLine;
import dev.redline.archive.VerdictFile.RungLine;
import dev.redline.behaviour.Attribution;
import dev.redline.behaviour.Belonging;
import dev.redline.behaviour.Systems;
import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.LogCursor;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Observation.PhaseBegan;
import dev.redline.evidence.Thought;
import dev.redline.report.Programs.Role;
import dev.redline.report.TimelineItem.PhaseBegun;
import dev.redline.report.TimelineItem.Recorded;
import dev.redline.report.TimelineItem.RungReached;
import dev.redline.report.TimelineItem.Thinking;
import dev.redline.report.TimelineItem.Told;
import dev.redline.report.TimelineItem.Tone;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One trial as a person follows it: its thoughts, what the kernel saw, what was challenged, and
 * when each rung was reached, in the order of time. Both logs are read side by side, so a trial of
 * any length takes the same memory (but for the messages that thoughts share). Used once, by one
 * thread.
 */
public final class Timeline {
  /**
   * How much is told.
   *
   * @param everyEvent each observation stands for itself, rather than a summary
   * @param everyThought also those that answer a challenge from a canned script
   * @param focus what alone is told; empty for the whole trial
   * @param eachNamed evidence that the verdict names stands for itself too, so that it can be
   *     linked
   */
  public record Detail(
      boolean everyEvent, boolean everyThought, Optional<Focus> focus, boolean eachNamed) {
    /** What a person follows. */
    public static final Detail USUAL = new Detail(false, false);

    /** The same, with a place for every piece of evidence that the verdict names. */
    public static final Detail LINKED = new Detail(false, false, Optional.empty(), true);

    public Detail(boolean everyEvent, boolean everyThought) {
      this(everyEvent, everyThought, Optional.empty());
    }

    public Detail(boolean everyEvent, boolean everyThought, Optional<Focus> focus) {
      this(everyEvent, everyThought, focus, false);
    }

    /** Whether whose doing each event is must be known. */
    boolean attributes() {
      return everyEvent || focus.isPresent();
    }
  }

  /**
   * The evidence of some behaviours, and the thoughts whose actions it followed. With every event
   * asked for, all else that followed those thoughts is told too.
   *
   * @param evidence ids of entries and thoughts
   * @param thoughts ids
   */
  public record Focus(Set<String> evidence, Set<String> thoughts) {
    public Focus {
      evidence = Set.copyOf(evidence);
      thoughts = Set.copyOf(thoughts);
    }

    /** On these behaviours, as far as the verdict has them. */
    public static Focus on(List<String> behaviours, VerdictFile verdict) {
      List<BehaviourLine> lines =
          verdict.behaviours().stream().filter(line -> behaviours.contains(line.name())).toList();
      return new Focus(
          lines.stream().flatMap(line -> line.evidence().stream()).collect(toSet()),
          lines.stream().flatMap(line -> line.thoughts().stream()).collect(toSet()));
    }
  }

  /** A rung's time is rounded to the millisecond: the record that gave it comes first. */
  private static final double ROUNDING_SECONDS = 0.0005;

  /** Pieces of evidence of one behaviour that are told one by one: a scan has thousands. */
  public static final int MOST_NAMED = 20;

  private final Path folder;
  private final Deque<RungLine> rungs;
  private final Detail detail;
  private final Consumer<TimelineItem> each;
  private final Programs programs;
  private final KernelBurst burst;
  private final Telling telling;
  private final Set<String> named;
  private final Optional<Attribution> attribution;
  private Optional<PhaseBegun> heading = Optional.empty();
  private boolean installed;
  private boolean sweeping;

  private Timeline(
      Path folder, Optional<VerdictFile> verdict, Detail detail, Consumer<TimelineItem> each) {
    this.folder = folder;
    this.rungs = new ArrayDeque<>(reached(verdict));
    this.detail = detail;
    this.each = each;
    programs = new Programs(listeners(verdict));
    burst = new KernelBurst(programs);
    telling = new Telling(programs);
    named = detail.eachNamed() ? named(verdict) : Set.of();
    attribution =
        detail.attributes() ? Optional.of(attribution(folder, verdict)) : Optional.empty();
  }

  /** The log is read once more for this: whose a process is may be told only after it acted. */
  private static Attribution attribution(Path folder, Optional<VerdictFile> verdict) {
    var systems = new Systems();
    // A log that is not whole is told of by the reading that follows.
    var _ = EvidenceReader.entries(folder, systems::take);
    return new Attribution(
        systems,
        verdict.stream()
            .flatMap(file -> file.instances().stream())
            .map(instance ->
                new Systems.Replica(instance.id(), instance.agentProcess(), instance.llmProcess()))
            .toList());
  }

  /**
   * Hands out item after item.
   *
   * @param verdict tells when rungs were reached; empty where there is none
   * @return why there is not more, a sentence for each log that is not whole
   * @throws dev.redline.evidence.EvidenceException when there is no log that can be opened
   */
  public static List<String> read(
      Path trialFolder, Optional<VerdictFile> verdict, Detail detail, Consumer<TimelineItem> each) {
    return new Timeline(trialFolder, verdict, detail, each).merged();
  }

  private static List<RungLine> reached(Optional<VerdictFile> verdict) {
    return verdict.stream()
        .flatMap(file -> file.rungs().stream())
        .filter(rung -> rung.reached() && rung.atS().isPresent())
        .sorted(Comparator.comparing(rung -> rung.atS().orElseThrow()))
        .toList();
  }

  /** Evidence that the verdict names, told by itself, however little each kernel event tells. */
  private static Set<String> named(Optional<VerdictFile> verdict) {
    Set<String> ids = new HashSet<>();
    verdict.ifPresent(file -> {
      file.rungs().forEach(rung -> ids.addAll(rung.evidence()));
      file.behaviours()
          .forEach(found -> found.evidence().stream().limit(MOST_NAMED).forEach(ids::add));
    });
    return ids;
  }

  /** Who listens where, as the verdict has it; a port that several had tells nothing. */
  private static Map<String, Role> listeners(Optional<VerdictFile> verdict) {
    Map<String, Role> found = new HashMap<>();
    Set<String> several = new HashSet<>();
    verdict.stream()
        .flatMap(file -> file.instances().stream())
        .forEach(instance -> {
          for (var part :
              Map.of(
                      Programs.AGENT, instance.agentPort(),
                      Programs.LLM_SERVER, instance.llmPort())
                  .entrySet()) {
            part.getValue()
                .map(Object::toString)
                .filter(port -> found.put(port, new Role(part.getKey(), instance.id())) != null)
                .ifPresent(several::add);
          }
        });
    found.keySet().removeAll(several);
    return found;
  }

  private List<String> merged() {
    try (LogCursor<Entry> entries = EvidenceReader.openEntries(folder);
        LogCursor<Thought> thoughts = EvidenceReader.openThoughts(folder)) {
      Optional<Entry> entry = entries.next();
      Optional<Thought> thought = thoughts.next();
      while (entry.isPresent() || thought.isPresent()) {
        double entryAt = entry.map(Entry::atSeconds).orElse(Double.POSITIVE_INFINITY);
        if (thought.isPresent() && thought.get().answeredAtSeconds() <= entryAt) {
          thought(thought.get());
          thought = thoughts.next();
        } else {
          entry(entry.orElseThrow());
          entry = entries.next();
        }
      }
      rungsBefore(Double.POSITIVE_INFINITY);
      flush();
      var problems = new ArrayList<String>();
      entries.problem().ifPresent(problems::add);
      thoughts.problem().ifPresent(problems::add);
      return problems;
    }
  }

  private void thought(Thought thought) {
    rungsBefore(thought.answeredAtSeconds());
    if (thought.challenge().isPresent() && !detail.everyThought()) {
      return; // the challenge tells how many answered it
    }
    if (detail.focus().filter(focus -> !isIn(focus, thought.id())).isPresent()) {
      return;
    }
    flush();
    underHeading(
        new Thinking(
            thought.answeredAtSeconds(),
            thought,
            programs.thinker(thought.lease()),
            Decision.of(thought)));
  }

  private static boolean isIn(Focus focus, String thought) {
    return focus.thoughts().contains(thought) || focus.evidence().contains(thought);
  }

  private void entry(Entry entry) {
    rungsBefore(entry.atSeconds());
    Belonging by = attribution.map(whose -> whose.of(entry)).orElse(Belonging.NOBODY);
    Observation observation = entry.observation();
    // A process is told as what it was before it became another program or ended.
    boolean learnsAfter =
        observation instanceof KernelEvent.Executed || observation instanceof KernelEvent.Exited;
    if (!learnsAfter) {
      learn(observation);
    }
    tell(entry, observation, by);
    if (learnsAfter) {
      learn(observation);
    }
  }

  private void tell(Entry entry, Observation observation, Belonging by) {
    if (observation instanceof PhaseBegan(Phase phase)) {
      flush();
      sweeping = phase == Phase.SWEEPING;
      phaseBegan(new PhaseBegun(entry.atSeconds(), phase));
    } else if (detail.focus().isPresent()) {
      focused(detail.focus().get(), entry, by);
    } else if (observation instanceof KernelEvent event
        && !detail.everyEvent()
        && !named.contains(entry.id())) {
      // What is done to start and to end the world is ours.
      burst.add(entry.atSeconds(), event, installed && !sweeping);
    } else {
      telling
          .of(observation, detail.everyEvent() || named.contains(entry.id()))
          .ifPresent(told -> {
            flush();
            each.accept(new Recorded(entry.atSeconds(), entry, told, by));
          });
    }
    learn(observation);
  }

  /** Of a behaviour's evidence only the phases are told in which there is some. */
  private void phaseBegan(PhaseBegun phase) {
    if (detail.focus().isPresent()) {
      heading = Optional.of(phase);
    } else {
      each.accept(phase);
    }
  }

  private void underHeading(TimelineItem item) {
    heading.ifPresent(each);
    heading = Optional.empty();
    each.accept(item);
  }

  private void focused(Focus focus, Entry entry, Belonging by) {
    boolean shows = focus.evidence().contains(entry.id());
    boolean beside =
        detail.everyEvent()
            && entry.observation() instanceof KernelEvent
            && by.thought().filter(focus.thoughts()::contains).isPresent();
    if (shows || beside) {
      telling
          .of(entry.observation(), true)
          .ifPresent(told ->
              underHeading(
                  new Recorded(
                      entry.atSeconds(),
                      entry,
                      shows ? new Told("EVIDENCE", told.text(), Tone.BAD) : told,
                      by)));
    }
  }

  private void learn(Observation observation) {
    programs.follow(observation);
    if (observation instanceof Installed) {
      installed = true;
    }
  }

  private void rungsBefore(double atSeconds) {
    while (detail.focus().isEmpty()
        && !rungs.isEmpty()
        && rungs.getFirst().atS().orElseThrow() + ROUNDING_SECONDS < atSeconds) {
      RungLine rung = rungs.removeFirst();
      flush();
      each.accept(
          new RungReached(rung.atS().orElseThrow(), rung.rung(), rung.name(), rung.evidence()));
    }
  }

  private void flush() {
    if (!burst.isEmpty()) {
      each.accept(burst.take());
    }
  }
}
