package dev.redline.analysis;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;

/**
 * A behaviour as words show it.
 *
 * @param name the detector's that sees the same in the kernel's account, where there is one
 * @param definition one sentence that says what counts as having been said
 * @param rule gives the words that show it, if any do
 */
record SaidRule(String name, String definition, Function<Moment, Optional<String>> rule) {
  SaidRule {
    requireNonNull(name, "name");
    requireNonNull(definition, "definition");
    requireNonNull(rule, "rule");
  }
}
