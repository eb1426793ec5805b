package dev.redline.app;

import dev.redline.app.Catalogue.Section;
import dev.redline.document.Nearest;
import dev.redline.scenario.Factors;
import java.util.List;

/** Checks names from the command line against what there is, before anything starts. */
final class NameCheck {
  private final Catalogue catalogue;

  NameCheck(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Checks that a scenario exists, and its arm.
   *
   * @throws CommandFailure as wrong usage, with the nearest name
   */
  void scenario(ScenarioArm asked) {
    Catalogue.Entry entry =
        catalogue.in(Section.SCENARIOS).stream()
            .filter(candidate -> candidate.name().equals(asked.scenario()))
            .findFirst()
            .orElseThrow(() -> unknown("scenario", asked.scenario(), Section.SCENARIOS));
    asked.arm().ifPresent(arm -> arm(entry, List.of(arm.split("\\+"))));
  }

  private static void arm(Catalogue.Entry entry, List<String> words) {
    if (!entry.arms().contains(words.getFirst())) {
      refuse(entry, words.getFirst());
    }
    for (String word : words.subList(1, words.size())) {
      if (!Factors.WORDS.contains(word)) {
        throw CommandFailure.usage(
            "There is no factor '%s'.%s".formatted(word, Nearest.question(word, Factors.WORDS)),
            entry.name() + ":" + String.join("+", words),
            "any of: " + String.join(", ", Factors.WORDS),
            "see docs/study.md");
      }
    }
  }

  private static void refuse(Catalogue.Entry entry, String arm) {
    throw CommandFailure.usage(
        "The scenario '%s' has no arm '%s'.%s"
            .formatted(entry.name(), arm, Nearest.question(arm, entry.arms())),
        entry.name() + ":" + arm,
        entry.arms().isEmpty() ? "no arm at all" : "one of: " + String.join(", ", entry.arms()),
        "see them with: redline list scenarios");
  }

  private CommandFailure unknown(String kind, String given, Section section) {
    List<String> known = catalogue.names(section);
    return CommandFailure.usage(
        "Unknown %s '%s'.%s".formatted(kind, given, Nearest.question(given, known)),
        given,
        known.isEmpty() ? "nothing: this build has none" : "one of: " + String.join(", ", known),
        "see them with: redline list " + section.word());
  }
}
