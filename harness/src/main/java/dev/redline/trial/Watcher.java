package dev.redline.trial;

import dev.redline.evidence.Observation;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Turns what is recorded into the state that a person watches. Safe for use by many threads. */
final class Watcher {
  private final WatchedLog log;
  private final Consumer<TrialState> told;
  private final Set<String> live = new HashSet<>();
  private Observation.Phase phase = Observation.Phase.STARTING;
  private int steps;

  Watcher(WatchedLog log, Consumer<TrialState> told) {
    this.log = log;
    this.told = told;
    log.watch(this::observe);
  }

  private void observe(Observation observation) {
    TrialState state;
    synchronized (this) {
      switch (observation) {
        case Observation.PhaseBegan(var begun) -> phase = begun;
        case Observation.LeaseGranted granted -> live.add(granted.lease());
        case Observation.LeaseEnded ended -> live.remove(ended.lease());
        case Observation.ThoughtServed served when served.challenge().isEmpty() -> steps++;
        // Everything else changes nothing that is shown, and kernel events come by the thousand.
        default -> {
          return;
        }
      }
      state = new TrialState(phase, steps, live.size(), log.now());
    }
    told.accept(state);
  }
}
