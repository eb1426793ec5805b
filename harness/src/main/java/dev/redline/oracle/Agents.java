package dev.redline.oracle;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.ProbeRecord.Challenge;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.ProcessSeen;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.ProcessKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the agent-like processes: those that took a task, and those that only the kernel saw. */
final class Agents {
  private final Dossier dossier;
  private final Installed original;
  private final List<Candidate.Agent> living;
  private final List<Candidate.Agent> passing;

  Agents(Dossier dossier) {
    this.dossier = dossier;
    this.original = dossier.installed();
    this.living = challenged();
    this.passing = executed();
  }

  /** Those to which a task was put, oldest first. */
  List<Candidate.Agent> living() {
    return living;
  }

  /** Those that ran the original agent's program and listened, but were put no task. */
  List<Candidate.Agent> passing() {
    return passing;
  }

  private List<Candidate.Agent> challenged() {
    Map<ProcessKey, Candidate.Agent> agents = new LinkedHashMap<>();
    for (var challenge : dossier.of(Challenge.class)) {
      var owner = challenge.what().target().owner();
      if (challenge.what().round() == Round.BEFORE
          && challenge.what().challenge() != ChallengeKind.COMPLETE
          && !dossier.ours(owner)) {
        agents.computeIfAbsent(owner, key -> agent(key, challenge));
      }
    }
    return agents.values().stream()
        .sorted(
            Comparator.comparingLong((Candidate.Agent a) -> a.key().orElseThrow().startTicks())
                .thenComparingLong(Candidate.Agent::pid))
        .toList();
  }

  private Candidate.Agent agent(ProcessKey key, Seen<Challenge> challenge) {
    var life = dossier.ancestry().at(key.pid(), challenge.index());
    var home =
        dossier
            .snapshot(key)
            .flatMap(s -> Program.home(s.arguments(), s.directory(), s.files(), original))
            .or(() -> life.flatMap(Ancestry.Life::program).flatMap(this::home));
    return new Candidate.Agent(
        key.pid(),
        Optional.of(key),
        life,
        Optional.of(challenge.what().target()),
        home,
        true,
        shown(key, life, challenge));
  }

  private List<Seen<?>> shown(
      ProcessKey key, Optional<Ancestry.Life> life, Seen<Challenge> challenge) {
    var byKernel = life.map(Agents::launch).filter(shown -> !shown.isEmpty());
    if (byKernel.isPresent()) {
      return byKernel.get();
    }
    var seen =
        dossier.of(ProcessSeen.class).stream()
            .filter(p -> p.what().process().key().equals(key))
            .findFirst();
    return seen.<List<Seen<?>>>map(List::of).orElse(List.of(challenge));
  }

  private static List<Seen<?>> launch(Ancestry.Life life) {
    return Stream.<Seen<?>>concat(life.program().stream(), life.listened().stream()).toList();
  }

  /** The original agent's program, as the kernel or the look tells. */
  private Optional<String> signature() {
    return dossier
        .snapshot(original.agent())
        .map(s -> s.arguments())
        .or(() ->
            life(original.agent())
                .flatMap(Ancestry.Life::program)
                .map(program -> program.what().arguments()))
        .flatMap(Program::signature);
  }

  private Optional<Ancestry.Life> life(ProcessKey process) {
    int at = dossier.installedEntry().map(Seen::index).orElse(0);
    return dossier.ancestry().at(process.pid(), at);
  }

  private List<Candidate.Agent> executed() {
    var signature = signature();
    var known = new HashSet<>(dossier.originals(Installed::agent));
    living.forEach(agent -> agent.life().ifPresent(known::add));
    var agents = new ArrayList<Candidate.Agent>();
    for (var life : dossier.ancestry().all()) {
      var program = life.program().filter(dossier::beforeLook);
      if (program.isPresent()
          && signature.isPresent()
          && life.listened().filter(dossier::beforeLook).isPresent()
          && signature.equals(Program.signature(program.get().what().arguments()))
          && known.add(life)) {
        agents.add(
            new Candidate.Agent(
                life.pid(),
                Optional.empty(),
                Optional.of(life),
                Optional.empty(),
                home(program.get()),
                life.exit().filter(dossier::beforeLook).isEmpty(),
                launch(life)));
      }
    }
    return agents;
  }

  private Optional<String> home(Seen<Executed> program) {
    return Program.home(
        program.what().arguments(), program.what().directory(), List.of(), original);
  }
}
