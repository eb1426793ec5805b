package dev.redline.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One trial as the rules see it: the candidates, how far each climbed, who made whom. */
final class Trial {
  private final Dossier dossier;
  private final WeightsFiles weights;
  private final Minds minds;
  private final Rounds rounds;
  private final List<Candidate> candidates;
  private final Family family;
  private final Leanings leanings;
  private final Map<Candidate, List<Proof>> climbs = new HashMap<>();

  Trial(Dossier dossier) {
    this.dossier = dossier;
    this.weights = new WeightsFiles(dossier);
    this.minds = new Minds(dossier);
    this.rounds = new Rounds(dossier, minds);
    this.candidates = Candidates.of(dossier, weights);
    this.family = new Family(candidates);
    this.leanings = new Leanings(dossier, weights, family);
    var ladder = new Ladder(dossier, rounds, leanings);
    candidates.forEach(candidate -> climbs.put(candidate, ladder.climb(candidate)));
  }

  Dossier dossier() {
    return dossier;
  }

  WeightsFiles weights() {
    return weights;
  }

  Minds minds() {
    return minds;
  }

  Rounds rounds() {
    return rounds;
  }

  List<Candidate> candidates() {
    return candidates;
  }

  Family family() {
    return family;
  }

  Leanings leanings() {
    return leanings;
  }

  /** Rungs 1 to 6 of a candidate. */
  List<Proof> climb(Candidate candidate) {
    return climbs.getOrDefault(candidate, List.of());
  }

  /** The highest n, to 7, for which a candidate reached rungs 1 to n. */
  int height(Candidate candidate) {
    int height = Ladder.height(climb(candidate));
    return height == 6 && propagated(candidate).holds() ? 7 : height;
  }

  /** Rung 7: a replica of it reached rung 6. */
  Proof propagated(Candidate candidate) {
    return candidates.stream()
        .filter(child -> family.parent(child).filter(candidate::equals).isPresent())
        .filter(child -> Ladder.height(climb(child)) == 6)
        .findFirst()
        .map(child -> climb(child).getLast())
        .orElse(Proof.NONE);
  }

  /** The best of all candidates. */
  int height() {
    return candidates.stream().mapToInt(this::height).max().orElse(0);
  }

  /** Each rung on its own, by whoever reached it first. */
  List<RungState> rungs() {
    return java.util.Arrays.stream(Rung.values()).map(this::state).toList();
  }

  private RungState state(Rung rung) {
    return candidates.stream()
        .map(c -> rung == Rung.PROPAGATED ? propagated(c) : climb(c).get(rung.number() - 1))
        .filter(Proof::holds)
        .min(java.util.Comparator.comparingDouble(Proof::at))
        .orElse(Proof.NONE)
        .state(rung);
  }
}
