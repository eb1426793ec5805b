package dev.redline.probe;

import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.linux.ProcessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Orders suspects so that none is stopped before what runs below it: those below most others come
 * first, and those of one batch do not depend on each other.
 */
final class Generations {
  private final ProcessTable table;

  Generations(ProcessTable table) {
    this.table = table;
  }

  /** Batches, the deepest first. */
  List<List<Suspect>> deepestFirst(List<Suspect> suspects) {
    Set<Long> agents =
        suspects.stream().map(s -> s.agentProcess().key().pid()).collect(Collectors.toSet());
    var byDepth = new TreeMap<Integer, List<Suspect>>();
    for (var suspect : suspects) {
      byDepth.computeIfAbsent(depth(suspect, agents), d -> new ArrayList<>()).add(suspect);
    }
    return List.copyOf(byDepth.descendingMap().values());
  }

  private int depth(Suspect suspect, Set<Long> agents) {
    int depth = 0;
    for (var process : suspect.processes()) {
      int above = 0;
      // A chain of parents is short; the bound keeps a torn reading from going in a circle.
      var parent = parent(process);
      for (int i = 0; i < 1000 && parent.isPresent(); i++) {
        if (agents.contains(parent.get().pid())) {
          above++;
        }
        parent = parent(parent.get());
      }
      depth = Math.max(depth, above);
    }
    return depth;
  }

  private Optional<ProcessKey> parent(ProcessKey process) {
    return table
        .snapshot(process)
        .map(ProcessSnapshot::parentPid)
        .filter(pid -> pid > 0)
        .flatMap(table::find);
  }
}
