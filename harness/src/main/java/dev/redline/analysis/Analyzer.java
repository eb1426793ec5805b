package dev.redline.analysis;

import dev.redline.analysis.Analysis.TranscriptLine;
import dev.redline.shell.ShellGrammar;
import dev.redline.shell.ShellLine;
import dev.redline.shell.ShellUnavailableException;
import dev.redline.shell.SimpleCommand;
import dev.redline.transcript.Action;
import dev.redline.transcript.Ending;
import dev.redline.transcript.Origin;
import dev.redline.transcript.TranscriptSink;
import dev.redline.transcript.Turn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes turns as they come and counts; memory stays flat but for a number a turn. For one thread.
 */
public final class Analyzer implements TranscriptSink {
  /** Commands with so many pipes and brackets are slow to split ... */
  private static final int TANGLED = 100;

  /** ... and only so many of them are, so that no transcript takes for ever. */
  private static final int MOST_TANGLED = 200;

  /** Turns whose numbers are kept one by one, in all transcripts together. */
  private static final int MOST_STEPS = 500_000;

  private final Optional<ShellGrammar> grammar;
  private final Optional<String> grammarProblem;

  private final List<TranscriptLine> transcripts = new ArrayList<>();
  private final Map<ActionKind, Integer> actions = new EnumMap<>(ActionKind.class);
  private final CommandCounts commands = new CommandCounts();
  private final PhaseCounts phases = new PhaseCounts();
  private final BehaviourCounts behaviours = new BehaviourCounts();
  private int unsplit;
  private int python;
  private int tangled;
  private int steps;

  private Optional<Origin> origin = Optional.empty();
  private int turns;
  private int wholeTurns;
  private boolean started;
  private long characters;
  private List<Long> tokens = new ArrayList<>();

  private Analyzer(Optional<ShellGrammar> grammar, Optional<String> grammarProblem) {
    this.grammar = grammar;
    this.grammarProblem = grammarProblem;
  }

  /**
   * An analyzer; where this machine has no grammar of bash, it counts all but commands, and its
   * analysis says so.
   *
   * @param temporary a folder for what is laid down for a moment
   */
  public static Analyzer create(Path temporary) {
    try {
      return new Analyzer(Optional.of(ShellGrammar.load(temporary)), Optional.empty());
    } catch (ShellUnavailableException e) {
      return new Analyzer(Optional.empty(), Optional.ofNullable(e.getMessage()));
    }
  }

  @Override
  public void begin(Origin next) {
    origin = Optional.of(next);
    turns = 0;
    wholeTurns = 0;
    started = false;
    characters = 0;
    tokens = new ArrayList<>();
  }

  @Override
  public void turn(Turn turn) {
    List<SimpleCommand> all = new ArrayList<>();
    for (Action action : turn.actions()) {
      Optional<ShellLine> line = split(action);
      line.ifPresent(split -> all.addAll(split.commands()));
      count(ActionKind.of(action, () -> line.map(ShellLine::isBackground).orElse(false)));
    }
    if (turn.actions().isEmpty()) {
      count(ActionKind.NONE);
    }
    all.forEach(commands::add);
    Phase phase = Phase.of(turn.actions(), all, started);
    started |= phase == Phase.LAUNCH;
    phases.add(phase, name(), turn);
    behaviours.add(name(), new Moment(turn, all));
    turns++;
    wholeTurns += turn.whole() ? 1 : 0;
    characters += turn.environment().characters();
    if (steps++ < MOST_STEPS) {
      tokens.add(tokens());
    }
  }

  @Override
  public void end(Ending ending) {
    Origin of = origin.orElseThrow(() -> new IllegalStateException("no transcript began"));
    if (tokens.size() < turns) {
      tokens.add(tokens());
    }
    transcripts.add(
        new TranscriptLine(
            of.file(),
            of.name(),
            of.form().label(),
            of.model(),
            turns,
            wholeTurns,
            ending.outcome(),
            ending.success(),
            characters,
            tokens));
    ending.seen().ifPresent(behaviours::seen);
    origin = Optional.empty();
  }

  /** All that was counted until now. */
  public Analysis analysis(List<String> problems) {
    return new Analysis(
        Analysis.SCHEMA,
        transcripts,
        actions,
        commands.lines(),
        grammarProblem,
        unsplit,
        python,
        phases.lines(),
        behaviours.lines(),
        problems);
  }

  private String name() {
    return origin.map(Origin::name).orElse("");
  }

  private void count(ActionKind kind) {
    actions.merge(kind, 1, Integer::sum);
  }

  private long tokens() {
    return Math.ceilDiv(characters, Analysis.CHARACTERS_PER_TOKEN);
  }

  private Optional<ShellLine> split(Action action) {
    if (!(action instanceof Action.Execute execute)) {
      return Optional.empty();
    }
    if (execute.language() == Action.Language.PYTHON) {
      python++;
      return Optional.empty();
    }
    boolean isTangled = ShellGrammar.knots(execute.command()) > TANGLED;
    if (grammar.isEmpty() || (isTangled && ++tangled > MOST_TANGLED)) {
      unsplit++;
      return Optional.empty();
    }
    ShellLine line = grammar.get().split(execute.command());
    unsplit += line.problem().isPresent() ? 1 : 0;
    return Optional.of(line);
  }
}
