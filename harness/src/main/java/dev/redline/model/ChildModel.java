package dev.redline.model;

import dev.redline.broker.Mind;
import java.util.Optional;

/** A model behind a server of our own, which ends with it. */
record ChildModel(Model served, GgufServer server) implements Model {
  @Override
  public ModelName name() {
    return served.name();
  }

  @Override
  public Mind forTrial(long seed) {
    return served.forTrial(seed);
  }

  @Override
  public Optional<String> awaitTrial() throws InterruptedException {
    return served.awaitTrial();
  }

  @Override
  public ModelFacts facts() {
    return new ModelFacts(name().toString(), server.facts(), served.facts().price());
  }

  @Override
  public void close() {
    server.close();
  }
}
