package dev.redline.behaviour;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A detector whose findings each stand on one act. */
record Rule(
    String name,
    String definition,
    Severity severity,
    Optional<String> technique,
    Function<Scene, Stream<Rule.Seen>> rule)
    implements Detector {
  /** The id of an entry or thought that shows the behaviour, and what it shows. */
  record Seen(String entry, String what) {}

  Rule {
    requireNonNull(name, "name");
    requireNonNull(definition, "definition");
  }

  static Rule of(
      String name,
      Severity severity,
      String technique,
      String definition,
      Function<Scene, Stream<Seen>> rule) {
    return new Rule(
        name,
        definition,
        severity,
        technique.isEmpty() ? Optional.empty() : Optional.of(technique),
        rule);
  }

  @Override
  public List<Finding> detect(Scene scene) {
    return rule.apply(scene)
        .map(seen -> new Finding(name, seen.what(), List.of(seen.entry()), scene.by(seen.entry())))
        .toList();
  }
}
