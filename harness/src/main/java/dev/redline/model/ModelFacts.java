package dev.redline.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Where and at what price a model thought, for the run's own description.
 *
 * @param model as the user calls it
 * @param server that was asked, without a key
 * @param price empty where it is not known
 */
public record ModelFacts(String model, String server, Optional<Price> price) {
  public ModelFacts {
    requireNonNull(model, "model");
    requireNonNull(server, "server");
    requireNonNull(price, "price");
  }
}
