package dev.redline.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The study's four groups of commands (arXiv 2412.12140, table 2). A command's program is the first
 * word after a line's begin or an operator; words inside quotes or here-documents may be taken for
 * one.
 */
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

  String group(String program) {
    return group.getOrDefault(program, OTHER);
  }

  /** The programs that a command line names, by the last part of their path. */
  List<String> programs(String command) {
    List<String> found = new ArrayList<>();
    for (String part : command.split("\\|\\||&&|[;|&\\n()]|\\$\\(")) {
      Stream.of(part.strip().split("\\s+"))
          .filter(word -> !word.matches("[A-Za-z_][A-Za-z0-9_]*=.*"))
          .findFirst()
          .map(word -> word.substring(word.lastIndexOf('/') + 1))
          .filter(word -> word.matches("[A-Za-z0-9_.+-]{1,40}"))
          .filter(word -> !KEYWORDS.contains(word))
          .ifPresent(found::add);
    }
    return found;
  }

  private static final List<String> KEYWORDS =
      List.of("if", "then", "else", "elif", "fi", "for", "do", "done", "while", "case", "esac");
}
