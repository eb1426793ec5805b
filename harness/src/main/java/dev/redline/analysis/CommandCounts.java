package dev.redline.analysis;

import dev.redline.analysis.Analysis.GroupLine;
import dev.redline.analysis.Analysis.ProgramLine;
import dev.redline.shell.SimpleCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts programs. What a stranger writes may hold any number of names: only so many are kept. */
final class CommandCounts {
  private static final int MOST_NAMES = 2_000;
  private static final int LONGEST_NAME = 60;

  /** Stands for all names that came when enough were known. */
  private static final String MORE = "(more)";

  private final Map<String, Integer> counts = new HashMap<>();

  void add(SimpleCommand command) {
    String program = command.program();
    String name =
        program.length() > LONGEST_NAME ? program.substring(0, LONGEST_NAME) + "…" : program;
    boolean room = counts.size() < MOST_NAMES || counts.containsKey(name);
    counts.merge(room ? name : MORE, 1, Integer::sum);
  }

  /** By group, in the study's order; in each the most used first. */
  List<GroupLine> lines() {
    List<GroupLine> groups = new ArrayList<>();
    for (CommandGroup group : CommandGroup.all()) {
      List<ProgramLine> programs =
          counts.entrySet().stream()
              .filter(entry -> CommandGroup.of(entry.getKey()) == group)
              .map(entry ->
                  new ProgramLine(entry.getKey(), entry.getValue(), group.isNamed(entry.getKey())))
              .sorted(
                  Comparator.comparingInt(ProgramLine::count)
                      .reversed()
                      .thenComparing(ProgramLine::program))
              .toList();
      groups.add(
          new GroupLine(
              group.label(), programs.stream().mapToInt(ProgramLine::count).sum(), programs));
    }
    return groups;
  }
}
