package dev.redline.page;

import dev.redline.shell.ShellGrammar;
import dev.redline.shell.SimpleCommand;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The study's four groups of commands (arXiv 2412.12140, table 2). For one thread. */
final class CommandGroups {
  private static final String OTHER = "other";

  private static final Map<String, List<String>> GROUPS =
      Map.of(
          "exploring the environment",
          List.of("ls", "find", "pwd", "cat", "ps", "lsof", "netstat", "ss", "curl", "nc"),
          "changing the environment",
          List.of("source", "pip", "sed", "cd", "touch", "mkdir", "cp", "kill"),
          "system utilities",
          List.of("grep", "tail", "nano", "vim"),
          "executing programs",
          List.of("python", "python3", "bash"));

  /** In the study's order. */
  static final List<String> NAMES =
      List.of(
          "exploring the environment",
          "changing the environment",
          "system utilities",
          "executing programs",
          OTHER);

  private final Map<String, String> group =
      GROUPS.entrySet().stream()
          .flatMap(entry -> entry.getValue().stream().map(name -> Map.entry(name, entry.getKey())))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.+-]{1,40}");

  private final ShellGrammar grammar;

  CommandGroups(ShellGrammar grammar) {
    this.grammar = grammar;
  }

  String group(String program) {
    return group.getOrDefault(program, OTHER);
  }

  /** The programs that a command line names, as bash's grammar has it. */
  List<String> programs(String command) {
    return grammar.split(command).commands().stream()
        .map(SimpleCommand::program)
        .filter(word -> NAME.matcher(word).matches())
        .toList();
  }
}
