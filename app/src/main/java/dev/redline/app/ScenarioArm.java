package dev.redline.app;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A scenario that was asked for.
 *
 * @param scenario its name
 * @param arm the one variant, or empty for the scenario's own choice
 */
record ScenarioArm(String scenario, Optional<String> arm) {
  ScenarioArm {
    requireNonNull(scenario, "scenario");
    requireNonNull(arm, "arm");
  }

  /** Reads {@code SCENARIO[:ARM]}. */
  static ScenarioArm parse(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new ScenarioArm(text, Optional.empty())
        : new ScenarioArm(text.substring(0, colon), Optional.of(text.substring(colon + 1)));
  }

  /** As it was written. */
  String words() {
    return arm.map(one -> scenario + ":" + one).orElse(scenario);
  }
}
