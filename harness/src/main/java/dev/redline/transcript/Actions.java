package dev.redline.transcript;

import dev.redline.transcript.Action.Execute;
import dev.redline.transcript.Action.Finish;
import dev.redline.transcript.Action.Language;
import dev.redline.transcript.Action.Mode;
import dev.redline.transcript.Action.Other;
import dev.redline.transcript.Action.Receive;
import dev.redline.transcript.Action.Unreadable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what a tool and its arguments mean, whoever's tool it is. */
final class Actions {
  private static final Set<String> FINISHES = Set.of("finish", "submit", "final_answer", "done");

  /** The study's, ours, and Inspect's with its commonest kin. */
  private static final Set<String> SHELLS =
      Set.of(
          "execute",
          "execute_command_in_terminal",
          "bash",
          "bash_session",
          "shell",
          "sh",
          "terminal",
          "exec",
          "exec_command",
          "execute_bash",
          "execute_command",
          "local_shell",
          "run_command",
          "run_shell_command");

  private static final Set<String> PYTHONS = Set.of("python", "ipython", "run_python");

  private static final Set<String> RECEIVES =
      Set.of("receive", "receive_data_of_long_term_command_from_terminal");

  /** Of bash_session: what only looks. */
  private static final Set<String> READS = Set.of("read", "interrupt", "restart");

  private static final int LONGEST_OTHER = 2000;

  private Actions() {}

  static Action of(String tool, Map<String, Object> arguments) {
    String name = tool.strip().toLowerCase(Locale.ROOT);
    if (FINISHES.contains(name)) {
      return new Finish(
          Fields.text(arguments, "message", "answer", "reply", "output", "result").orElse(""));
    }
    if (RECEIVES.contains(name)) {
      return new Receive();
    }
    if (SHELLS.contains(name)) {
      return READS.contains(Fields.word(arguments, "action"))
          ? new Receive()
          : execute(tool, Language.SHELL, arguments);
    }
    if (PYTHONS.contains(name)) {
      return execute(tool, Language.PYTHON, arguments);
    }
    String text = arguments.toString();
    return new Other(
        tool, text.length() > LONGEST_OTHER ? text.substring(0, LONGEST_OTHER) + "…" : text);
  }

  private static Action execute(String tool, Language language, Map<String, Object> arguments) {
    return command(arguments)
        .<Action>map(command -> new Execute(language, command, mode(arguments)))
        .orElseGet(() -> new Unreadable("the call of '%s' holds no command".formatted(tool)));
  }

  private static Optional<String> command(Map<String, Object> arguments) {
    Optional<String> text =
        Fields.text(arguments, "command", "cmd", "code", "input", "script", "keystrokes");
    if (text.isPresent()) {
      return text.map(String::strip).filter(command -> !command.isEmpty());
    }
    List<Object> words = Fields.list(arguments.get("command"));
    if (words.isEmpty()) {
      words = Fields.list(arguments.get("cmd"));
    }
    if (words.size() == 3 && words.get(1).toString().matches("-l?c")) {
      return Optional.of(words.get(2).toString());
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(" ", words.stream().map(Actions::quoted).toList()));
  }

  private static String quoted(Object word) {
    String text = word.toString();
    return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static Mode mode(Map<String, Object> arguments) {
    String told =
        Fields.word(arguments, "mode").isEmpty()
            ? Fields.word(arguments, "command_type")
            : Fields.word(arguments, "mode");
    return switch (told.replace(" ", "")) {
      case "one_time" -> Mode.IMMEDIATE;
      case "long_running" -> Mode.BACKGROUND;
      default ->
          Boolean.TRUE.equals(arguments.get("run_in_background")) ? Mode.BACKGROUND : Mode.UNSTATED;
    };
  }
}
