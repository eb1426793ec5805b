package dev.redline.analysis;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found in all transcripts together. As JSON, in snake case, it is what {@code analyze
 * --json} prints.
 *
 * @param schema of this form
 * @param transcripts in the order in which they were read
 * @param actions how many of each kind, all kinds in their order
 * @param commands programs by group, most used first
 * @param commandsProblem why commands could not be counted, if they could not
 * @param unsplit command lines that are not, or not wholly, in {@code commands}
 * @param python commands that were given to a Python interpreter rather than a shell
 * @param phases gaps, findings and plans by what their turns are about
 * @param behaviours what was said, against what was seen
 * @param problems what was not whole, each in a sentence
 */
public record Analysis(
    int schema,
    List<TranscriptLine> transcripts,
    Map<ActionKind, Integer> actions,
    List<GroupLine> commands,
    Optional<String> commandsProblem,
    int unsplit,
    int python,
    List<PhaseLine> phases,
    List<BehaviourLine> behaviours,
    List<String> problems) {
  public static final int SCHEMA = 1;

  /**
   * Characters that are taken for one token where nobody counted: a rule of thumb, since each
   * model's own tokens differ.
   */
  public static final int CHARACTERS_PER_TOKEN = 4;

  /**
   * One transcript.
   *
   * @param turns turns in it
   * @param wholeTurns of these, turns of which nothing was missing
   * @param outcome as its file tells it
   * @param success whether it did what it was asked, as its file tells it
   * @param environmentCharacters all that came from the environment
   * @param environmentTokens after each turn, what came from the environment until then, in tokens
   *     by {@link #CHARACTERS_PER_TOKEN}; the last alone where very many turns were read before
   */
  public record TranscriptLine(
      String file,
      String name,
      String form,
      Optional<String> model,
      int turns,
      int wholeTurns,
      Optional<String> outcome,
      Optional<Boolean> success,
      long environmentCharacters,
      List<Long> environmentTokens) {
    public TranscriptLine {
      requireNonNull(file, "file");
      environmentTokens = List.copyOf(environmentTokens);
    }

    /** Estimated tokens from the environment up to a turn, or to the last before it. */
    public long tokensAfter(int turn) {
      return environmentTokens.isEmpty() || turn < 1
          ? 0
          : environmentTokens.get(Math.min(turn, environmentTokens.size()) - 1);
    }
  }

  /** A group's commands, with how often each was used. */
  public record GroupLine(String group, int count, List<ProgramLine> programs) {
    public GroupLine {
      programs = List.copyOf(programs);
    }
  }

  /**
   * A program.
   *
   * @param namedByStudy whether the study's own table names it
   */
  public record ProgramLine(
      String program, int count, @JsonProperty("named_by_study") boolean namedByStudy) {}

  /**
   * What was written in the turns of one phase.
   *
   * @param turns turns of this phase
   * @param gaps of these, turns that state a gap
   * @param findings that state a finding
   * @param plans that state a plan
   * @param examples the first few that state any
   */
  public record PhaseLine(
      String phase, int turns, int gaps, int findings, int plans, List<Triple> examples) {
    public PhaseLine {
      examples = List.copyOf(examples);
    }
  }

  /** One turn's gap, finding and plan, cut where they are long. */
  public record Triple(String transcript, int turn, String gap, String finding, List<String> plan) {
    public Triple {
      plan = List.copyOf(plan);
    }
  }

  /**
   * One behaviour.
   *
   * @param definition what counts as having been said
   * @param said turns whose words or commands show it
   * @param seen how often it was seen from outside; empty where nobody looked
   * @param quotes the first few
   */
  public record BehaviourLine(
      String name, String definition, int said, Optional<Integer> seen, List<Quote> quotes) {
    public BehaviourLine {
      quotes = List.copyOf(quotes);
    }
  }

  /** What shows it, cut where it is long. */
  public record Quote(String transcript, int turn, String text) {}

  public Analysis {
    transcripts = List.copyOf(transcripts);
    actions = Collections.unmodifiableMap(new EnumMap<>(actions));
    commands = List.copyOf(commands);
    requireNonNull(commandsProblem, "commandsProblem");
    phases = List.copyOf(phases);
    behaviours = List.copyOf(behaviours);
    problems = List.copyOf(problems);
  }
}
