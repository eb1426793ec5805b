package dev.redline.shell;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A line of shell, split. Many lines of text are one as well: what is handed to a shell at once.
 *
 * @param commands in the order in which they stand, those in substitutions, in strings that are
 *     handed to another shell and in functions included
 * @param problem in a part of a sentence, why not all of it could be split; empty where it was
 */
public record ShellLine(List<SimpleCommand> commands, Optional<String> problem) {
  public ShellLine {
    commands = List.copyOf(commands);
    requireNonNull(problem, "problem");
  }

  /** Whether all of it goes on without being waited for. */
  public boolean isBackground() {
    return !commands.isEmpty() && commands.getLast().background();
  }
}
