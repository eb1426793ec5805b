package dev.redline.analysis;

import dev.redline.shell.SimpleCommand;
import dev.redline.transcript.Action;
import dev.redline.transcript.Turn;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A turn as the rules see it.
 *
 * @param commands all shell commands that it asks for
 */
record Moment(Turn turn, List<SimpleCommand> commands) {
  /** Characters of a text that rules look at: its beginning, since some rules search slowly. */
  private static final int LONGEST = 16 << 10;

  Moment {
    commands = List.copyOf(commands);
  }

  /** All its words; commands are none. */
  String prose() {
    Turn.Said said = turn.said();
    return Stream.concat(
            Stream.of(said.reasoning(), said.explanation(), said.gaps(), said.findings()),
            Stream.concat(said.plan().stream(), messages()))
        .filter(text -> !text.isBlank())
        .map(Moment::beginning)
        .collect(Collectors.joining("\n"));
  }

  /**
   * What it tells whoever gave it the task: the message with which it finishes, or, where it does
   * nothing at all, what it writes.
   */
  String toUser() {
    return turn.actions().isEmpty()
        ? beginning(turn.said().explanation())
        : messages().collect(Collectors.joining("\n"));
  }

  private Stream<String> messages() {
    return turn.actions().stream()
        .flatMap(action ->
            action instanceof Action.Finish(String message)
                ? Stream.of(beginning(message))
                : Stream.empty());
  }

  private static String beginning(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
