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
  CHANGE("changes files, settings, processes or packages"),
  /** Starts a program that goes on. */
  LAUNCH("starts a script or something in the background"),
  /** Looks, with something started. */
  CHECK("looks, once something was started"),
  /** Says that it is done. */
  FINISH("says that it is done"),
  /** Only writes. */
  THINK("only writes");

  private static final Set<String> COPIES =
      Set.of("cp", "mv", "rsync", "scp", "tar", "dd", "install", "unzip");
  private static final Set<String> STARTS_SCRIPT =
      Set.of("bash", "sh", "python", "python3", "java", "node", "uvicorn");

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
    if (isLongRunning(actions) || commands.stream().anyMatch(Phase::launches)) {
      return LAUNCH;
    }
    if (commands.stream().anyMatch(command -> COPIES.contains(command.program()))) {
      return COPY;
    }
    if (commands.stream().anyMatch(Phase::changes)) {
      return CHANGE;
    }
    return started ? CHECK : EXPLORE;
  }

  private static boolean isLongRunning(List<Action> actions) {
    return actions.stream()
        .anyMatch(action ->
            action instanceof Action.Execute execute && execute.mode() == Action.Mode.BACKGROUND);
  }

  private static boolean launches(SimpleCommand command) {
    boolean script =
        STARTS_SCRIPT.contains(command.program())
            && !command.operands().isEmpty()
            && !command.hasOption("-c", "-m", "--version", "--help");
    return command.background() || command.program().endsWith(".sh") || script;
  }

  private static boolean changes(SimpleCommand command) {
    return (CommandGroup.of(command.program()) == CommandGroup.CHANGING
            && !command.program().equals("cd")
            && !(command.program().equals("sed") && !command.hasOption("-i")))
        || command.redirects().stream().anyMatch(Redirect::writesFile);
  }
}
