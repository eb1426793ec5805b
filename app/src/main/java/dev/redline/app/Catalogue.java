package dev.redline.app;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What there is to choose from: what {@code list} prints, and what names on the command line are
 * checked against.
 */
final class Catalogue {
  private final Map<Section, Supplier<List<Entry>>> entries = new EnumMap<>(Section.class);

  /** The kinds of things there are, in the order of printing. */
  enum Section {
    SCENARIOS,
    STUDIES,
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

  Catalogue(Map<Section, List<Entry>> entries) {
    entries.forEach((section, list) -> this.entries.put(section, () -> list));
  }

  /** This and a section that is put together anew each time it is asked for. */
  Catalogue with(Section section, Supplier<List<Entry>> list) {
    var more = new Catalogue(Map.of());
    more.entries.putAll(entries);
    more.entries.put(section, list);
    return more;
  }

  /** The entries of one section, in the order given; empty where this build has none. */
  List<Entry> in(Section section) {
    return List.copyOf(entries.getOrDefault(section, List::of).get());
  }

  /** The names of one section's entries. */
  List<String> names(Section section) {
    return in(section).stream().map(Entry::name).toList();
  }
}
