package dev.redline.bench;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was found of something whose behaviours are known.
 *
 * @param name of what was looked at
 * @param labels the behaviours that it shows
 * @param either those that it may show or not, which count neither way
 * @param found what the detectors found
 * @param said what they said of it, for whoever looks into a difference
 */
record Labelled(
    String name, Set<String> labels, Set<String> either, Set<String> found, List<String> said) {
  Labelled {
    labels = Set.copyOf(labels);
    either = Set.copyOf(either);
    found = Set.copyOf(found);
    said = List.copyOf(said);
  }

  /** Shown and not found. */
  Set<String> missed() {
    var missed = new TreeSet<>(labels);
    missed.removeAll(found);
    missed.removeAll(either);
    return missed;
  }

  /** Found and not shown. */
  Set<String> falselyFound() {
    var falsely = new TreeSet<>(found);
    falsely.removeAll(labels);
    falsely.removeAll(either);
    return falsely;
  }
}
