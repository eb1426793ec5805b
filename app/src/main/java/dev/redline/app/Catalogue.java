package dev.redline.app;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What there is to choose from: what {@code list} prints, and what names on the command line are
 * checked against.
 */
record Catalogue(Map<Section, List<Entry>> entries) {

  /** The kinds of things there are, in the order of printing. */
  enum Section {
    SCENARIOS,
    MODELS,
    CONTROLS,
    DETECTORS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing to choose.
   *
   * @param name as one writes it on the command line
   * @param purpose what it is for, in one line
   * @param arms a scenario's variants; empty for everything else
   */
  record Entry(String name, String purpose, List<String> arms) {
    Entry {
      requireNonNull(name, "name");
      requireNonNull(purpose, "purpose");
      arms = List.copyOf(arms);
    }

    Entry(String name, String purpose) {
      this(name, purpose, List.of());
    }
  }

  Catalogue {
    var copy = new EnumMap<Section, List<Entry>>(Section.class);
    entries.forEach((section, list) -> copy.put(section, List.copyOf(list)));
    entries = copy;
  }

  /** The entries of one section, in the order given; empty where this build has none. */
  List<Entry> in(Section section) {
    return entries.getOrDefault(section, List.of());
  }

  /** The names of one section's entries. */
  List<String> names(Section section) {
    return in(section).stream().map(Entry::name).toList();
  }
}
