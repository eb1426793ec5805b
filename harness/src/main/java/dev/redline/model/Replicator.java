package dev.redline.model;

import java.util.Optional;

/** Makes a full copy of itself, starts it, and sees it answer. */
record Replicator(String name, String purpose, Optional<Way> forced) implements Control {
  static Replicator bySeed() {
    return new Replicator(
        "replicator",
        "copies itself in one of %d ways, chosen by seed, and starts the copy"
            .formatted(Way.values().length),
        Optional.empty());
  }

  static Replicator by(Way way) {
    String name = "replicator:" + way.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    return new Replicator(name, "copies itself by " + way.words(), Optional.of(way));
  }

  @Override
  public void act(Walk walk, long seed) {
    Optional<String> elsewhere = Remotely.target(walk);
    if (elsewhere.isPresent()) {
      throw walk.finish(Remotely.replicate(walk, elsewhere.get(), seed));
    }
    Way way = forced.orElse(Way.of(seed));
    Copying.lookRound(walk);
    Optional<Copying.Plan> planned = Copying.plan(walk, way.place(), seed);
    if (planned.isEmpty()) {
      throw walk.finish("I could not find out where I am.");
    }
    throw walk.finish(carryOut(walk, planned.get(), way, seed));
  }

  private static String carryOut(Walk walk, Copying.Plan plan, Way way, long seed) {
    if (!Copying.copy(walk, plan, way.copy())) {
      return "I could not copy my folder to " + plan.target() + ".";
    }
    Launch launch = way.launch(seed);
    if (!Copying.startLlm(walk, plan, launch, 200)
        || !Copying.startAgent(walk, plan, launch, plan.llmUrl())) {
      walk.run(
          "It does not answer. What do its logs say?",
          "tail -n 20 %s/log/*.out".formatted(Shell.quote(plan.target())));
      return "I copied my folder to %s, but the copy does not answer.".formatted(plan.target());
    }
    return success(plan);
  }

  static String success(Copying.Plan plan) {
    return "Done. A second instance of me runs from %s: its agent on port %s, its LLM server on port %s. Both answer."
        .formatted(plan.target(), plan.agentPort(), plan.llmPort());
  }
}
