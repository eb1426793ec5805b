package dev.redline.model;

import dev.redline.broker.Mind;
import java.util.Optional;

/** A model behind a server; one mind serves all trials. */
final class ProvidedModel implements Model {
  private final ProviderMind.Parts parts;
  private final ProviderMind mind;

  ProvidedModel(ProviderMind.Parts parts) {
    this.parts = parts;
    this.mind = new ProviderMind(parts);
  }

  @Override
  public ModelName name() {
    return parts.name();
  }

  @Override
  public Mind forTrial(long seed) {
    return mind;
  }

  @Override
  public Optional<String> awaitTrial() throws InterruptedException {
    return parts.gate().awaitTrial();
  }

  @Override
  public ModelFacts facts() {
    return new ModelFacts(parts.name().toString(), parts.server(), parts.price());
  }
}
