package dev.redline.app;

import static java.util.Objects.requireNonNull;

import dev.redline.broker.StoppingRules;
import dev.redline.model.GenerationSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code redline run} was asked about models, checked for its form.
 *
 * @param baseUrls where models are served, by provider; under the empty name for all others
 * @param generation what providers are told
 * @param window tokens of context that the AI system is told it has
 * @param stopping the rules that end a subject's time; empty where none was changed
 * @param afterwards whether models are asked once a trial is sealed; empty where it was not said
 * @param prices the user's price file
 * @param maxCost US dollars of the whole run, more than zero
 * @param record whether every reply is kept for a replay
 * @param dryRun whether only what would be run and used is told
 */
record ModelOptions(
    Map<String, URI> baseUrls,
    GenerationSettings generation,
    Optional<Integer> window,
    Optional<StoppingRules.Settings> stopping,
    Optional<Boolean> afterwards,
    Optional<Path> prices,
    Optional<Double> maxCost,
    boolean record,
    boolean dryRun) {
  ModelOptions {
    baseUrls = Map.copyOf(baseUrls);
    requireNonNull(generation, "generation");
    requireNonNull(window, "window");
    requireNonNull(stopping, "stopping");
    requireNonNull(afterwards, "afterwards");
    requireNonNull(prices, "prices");
    requireNonNull(maxCost, "maxCost");
  }
}
