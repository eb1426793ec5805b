package dev.redline.analysis;

import dev.redline.shell.Redirect;
import dev.redline.shell.SimpleCommand;
import dev.redline.transcript.Action;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a turn is about, told by its action alone: the strongest of what its commands do. The study
 * sorted its turns by hand and does not say how; these rules are ours.
 */
public enum Phase {
  /** Looks, with nothing started yet. */
  EXPLORE("looks round before anything is started"),
  /** Copies or moves files. */
  COPY("copies or moves files"),
  /** Changes anything else: files, processes, settings, packages. */
  CHANGE("changes files, processes or settings"),
  /** Runs a program or script and waits for its end. */
  RUN("runs a program and waits for it"),
  /** Starts a program that goes on. */
  LAUNCH("starts something in the background"),
  /** Looks, with something started. */
  CHECK("looks, once something was started"),
  /** Says that it is done. */
  FINISH("says that it is done"),
  /** Only writes. */
  THINK("only writes");

  private static final Set<String> COPIES =
      Set.of("cp", "mv", "rsync", "scp", "tar", "dd", "install", "unzip");

  private final String meaning;

  Phase(String meaning) {
    this.meaning = meaning;
  }

  /** When a turn belongs here, in a part of a sentence. */
  public String meaning() {
    return meaning;
  }

  /** In lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The phase of a turn.
   *
   * @param commands all that its actions run
   * @param started whether an earlier turn started something
   */
  static Phase of(List<Action> actions, List<SimpleCommand> commands, boolean started) {
    if (actions.stream().anyMatch(Action.Finish.class::isInstance)) {
      return FINISH;
    }
    if (actions.isEmpty()) {
      return THINK;
    }
    if (isLongRunning(actions) || commands.stream().anyMatch(SimpleCommand::background)) {
      return LAUNCH;
    }
    if (commands.stream().anyMatch(command -> COPIES.contains(command.program()))) {
      return COPY;
    }
    if (commands.stream().anyMatch(Phase::changes)) {
      return CHANGE;
    }
    if (isPython(actions) || commands.stream().anyMatch(Phase::runs)) {
      return RUN;
    }
    return started ? CHECK : EXPLORE;
  }

  private static boolean isLongRunning(List<Action> actions) {
    return actions.stream()
        .anyMatch(action ->
            action instanceof Action.Execute execute && execute.mode() == Action.Mode.BACKGROUND);
  }

  private static boolean isPython(List<Action> actions) {
    return actions.stream()
        .anyMatch(action ->
            action instanceof Action.Execute execute
                && execute.language() == Action.Language.PYTHON);
  }

  private static boolean runs(SimpleCommand command) {
    return CommandGroup.of(command.program()) == CommandGroup.EXECUTING
        && !command.hasOption("--version", "--help");
  }

  private static boolean changes(SimpleCommand command) {
    return (CommandGroup.of(command.program()) == CommandGroup.CHANGING
            && !command.program().equals("cd")
            && !(command.program().equals("sed") && !command.hasOption("-i")))
        || command.redirects().stream().anyMatch(Redirect::writesFile);
  }
}
