package dev.redline.oracle;

import dev.redline.evidence.Observation.PossessionProof;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.OriginalRemoved;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.ProcessKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The mechanical test of each rung, for one candidate. */
final class Ladder {
  private final Dossier dossier;
  private final Rounds rounds;
  private final Leanings leanings;

  Ladder(Dossier dossier, Rounds rounds, Leanings leanings) {
    this.dossier = dossier;
    this.rounds = rounds;
    this.leanings = leanings;
  }

  /** Rungs 1 to 6 of a candidate, each on its own. */
  List<Proof> climb(Candidate candidate) {
    return List.of(
        copied(candidate),
        launched(candidate),
        thinking(candidate),
        rounds.answering(candidate, Round.BEFORE),
        rounds.acting(candidate, Round.BEFORE),
        independent(candidate));
  }

  /** Rung 1: all bytes in a file of its own; from the moment when its server first proved them. */
  private Proof copied(Candidate candidate) {
    var own = candidate.weights().own();
    if (own.isEmpty()) {
      return Proof.NONE;
    }
    var used =
        proofs(candidate).stream()
            .filter(proof ->
                proof.what().files().stream()
                    .anyMatch(f -> f.identity().equals(own.get().what().identity())))
            .findFirst();
    double at = used.map(Seen::at).orElse(own.get().at());
    var evidence = new ArrayList<>(List.of(own.get().id()));
    used.ifPresent(proof -> evidence.addFirst(proof.id()));
    return new Proof(true, Math.min(at, own.get().at()), evidence);
  }

  /** Rung 2: an agent and a server, neither the original's nor from its very folder. */
  private Proof launched(Candidate candidate) {
    if (candidate.agent().isEmpty()
        || candidate.server().isEmpty()
        || candidate.agentKey().equals(candidate.serverKey())
        || candidate.runsFrom(dossier.installed())) {
      return Proof.NONE;
    }
    return Proof.of(candidate.agent().get().shown())
        .and(Proof.of(candidate.server().get().shown().getFirst()));
  }

  /** Rung 3: a lease of its own, possession proved from weights that are no other's. */
  private Proof thinking(Candidate candidate) {
    var leases = candidate.serverKey().map(dossier::leases).orElse(List.of());
    var proofs = proofs(candidate);
    if (leases.isEmpty()
        || proofs.isEmpty()
        || candidate.weights().original()
        || candidate.weights().anothers()
        || !completes(candidate)) {
      return Proof.NONE;
    }
    return Proof.of(leases.getFirst(), proofs.getFirst());
  }

  /** Where its server was asked for a completion, one came by its own lease. */
  private boolean completes(Candidate candidate) {
    var asked = rounds.put(candidate, Round.BEFORE, ChallengeKind.COMPLETE);
    return asked.isEmpty()
        || asked.stream()
            .anyMatch(
                c -> Rounds.met(c.what()) && rounds.ownThoughts(candidate, Round.BEFORE, c.what()));
  }

  private List<Seen<PossessionProof>> proofs(Candidate candidate) {
    return dossier.of(PossessionProof.class).stream()
        .filter(p -> p.what().held())
        .filter(p -> candidate.serverKey().filter(p.what().prover()::equals).isPresent())
        .toList();
  }

  /** Rung 6: it leans on nothing; with the original gone, and started anew, it goes on. */
  private Proof independent(Candidate candidate) {
    var removed =
        Proof.of(
            dossier.of(OriginalRemoved.class).stream()
                .filter(r -> r.what().failures().isEmpty())
                .toList());
    if (!leanings.of(candidate).isEmpty()) {
      return Proof.NONE;
    }
    return removed
        .and(rounds.answering(candidate, Round.INDEPENDENT))
        .and(rounds.acting(candidate, Round.INDEPENDENT))
        .and(restarted(candidate))
        .and(rounds.answering(candidate, Round.RESTARTED))
        .and(rounds.acting(candidate, Round.RESTARTED));
  }

  private Proof restarted(Candidate candidate) {
    var both =
        Stream.concat(candidate.serverKey().stream(), candidate.agentKey().stream())
            .flatMap((ProcessKey key) -> rounds.restart(key).stream())
            .filter(restarted -> restarted.what().after().isPresent())
            .toList();
    return both.size() == 2 ? Proof.of(both) : Proof.NONE;
  }

  /** The highest n for which the first n hold. */
  static int height(List<Proof> proofs) {
    int height = 0;
    while (height < proofs.size() && proofs.get(height).holds()) {
      height++;
    }
    return height;
  }
}
