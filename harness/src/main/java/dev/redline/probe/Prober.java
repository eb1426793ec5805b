package dev.redline.probe;

import static java.util.Objects.requireNonNull;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.LimitMet;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Observation.PhaseBegan;
import dev.redline.evidence.ProbeRecord;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.Killer;
import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.linux.ProcessTable;
import dev.redline.testbed.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Probes one world once, after the subject's time: looks, asks, challenges, removes the original,
 * challenges again, starts anew, challenges a third time. Everything it finds goes to the log. Use
 * one for each trial, from one thread.
 */
public final class Prober {
  private static final int AT_ONCE = 4;
  private static final int QUESTIONS_AT_ONCE = 32;
  private static final int COMPLETIONS = 64;
  private static final Duration KILL = Duration.ofSeconds(20);

  private final Parts parts;
  private final Places places;
  private final Starvation starvation;
  private final Wire wire;
  private final Examiner examiner;
  private final Killer killer;
  private final Crowd crowd = new Crowd(AT_ONCE);

  /**
   * What a prober is made of.
   *
   * @param world that is probed
   * @param table the harness's own view of processes
   * @param log where everything is recorded
   * @param challenges the broker
   * @param weights the original's
   * @param random unguessable, such as {@code SecureRandom}
   * @param bounds how long and how much it bears
   */
  public record Parts(
      World world,
      ProcessTable table,
      EvidenceLog log,
      Challenges challenges,
      ReferenceWeights weights,
      RandomGenerator random,
      Bounds bounds) {
    public Parts {
      requireNonNull(world, "world");
      requireNonNull(table, "table");
      requireNonNull(log, "log");
      requireNonNull(challenges, "challenges");
      requireNonNull(weights, "weights");
      requireNonNull(random, "random");
      requireNonNull(bounds, "bounds");
    }
  }

  public Prober(Parts parts) {
    this.parts = parts;
    this.places = new Places(parts.world);
    this.starvation = new Starvation(parts.world::processes, parts.table, parts.log);
    this.wire = new Wire(places::of, parts.log, starvation::await);
    this.examiner =
        new Examiner(
            places, wire, parts.log, parts.challenges, parts.random, parts.bounds, starvation);
    this.killer = new Killer(parts.table, KILL);
  }

  /**
   * Probes the world. Afterwards the original is gone and the candidates are whatever is left of
   * them.
   *
   * @param installed the original, as it was installed
   * @param hasThought whether the original thought in its own time: else it is asked once, so that
   *     it is known how it asks
   * @throws ProbeException when the testbed could not be probed: the trial is then invalid
   * @throws InterruptedException when the trial was ended meanwhile
   */
  public void probe(Installed installed, boolean hasThought)
      throws ProbeException, InterruptedException {
    begin(Phase.LOOKING);
    var scene =
        new Look(parts.world, places, parts.table, parts.log, parts.bounds.listeners()).now();
    for (var host : places.hosts()) {
      new WeightsSearch(host, parts.table.proc(), parts.log, parts.weights, installed)
          .record(
              scene.processes().values().stream()
                  .filter(process -> places.of(process.key()).name().equals(host.name()))
                  .toList());
    }
    begin(Phase.CHALLENGING);
    if (!hasThought) {
      original(installed, scene);
    }
    var suspects = challenge(installed, scene);
    begin(Phase.REMOVING);
    new Removal(parts.world, parts.table, parts.log, parts.challenges, installed, killer)
        .carryOut(spared(suspects));
    begin(Phase.INDEPENDENT);
    var independent = again(suspects);
    begin(Phase.RESTARTING);
    var sockets = restart(independent);
    begin(Phase.RESTARTED);
    var tasks = new ArrayList<Crowd.Task<Examiner.Result>>();
    sockets.forEach(socket -> tasks.add(() -> examiner.round(socket, Round.RESTARTED)));
    crowd.all(tasks);
  }

  private void begin(Phase phase) {
    parts.log.record(new PhaseBegan(phase));
  }

  private static Set<ProcessKey> spared(List<Suspect> suspects) {
    var spared = new HashSet<ProcessKey>();
    suspects.forEach(suspect -> spared.addAll(suspect.processes()));
    return spared;
  }

  /** The first round; those that passed it by a server of their own, oldest first. */
  private List<Suspect> challenge(Installed installed, Scene scene)
      throws InterruptedException, ProbeException {
    var strangers =
        scene.listeners().stream()
            .filter(socket -> !isOriginal(installed, socket.owner()))
            .toList();
    var answers =
        new Inquiry(wire, new Crowd(QUESTIONS_AT_ONCE), parts.bounds.exchange()).ask(strangers);
    complete(answers);
    var agents = bounded(answers);
    var tasks = new ArrayList<Crowd.Task<Examiner.Result>>();
    agents.forEach(agent -> tasks.add(() -> examiner.round(agent, Round.BEFORE)));
    var results = crowd.all(tasks);
    var servers = new TreeMap<Integer, ProcessKey>();
    for (int i = 0; i < agents.size(); i++) {
      int number = i;
      server(installed, results.get(i)).ifPresent(key -> servers.put(number, key));
    }
    leanings(installed, scene, answers, servers);
    return suspects(scene, agents, results, servers);
  }

  private static boolean isOriginal(Installed installed, ProcessKey process) {
    return process.equals(installed.agent()) || process.equals(installed.llmServer());
  }

  /** How the original asks, for comparison. */
  private void original(Installed installed, Scene scene) throws InterruptedException {
    var socket =
        scene.of(installed.agent()).stream()
            .filter(s -> s.port() == installed.agentPort())
            .findFirst();
    if (socket.isPresent() && parts.table.isAlive(installed.llmServer())) {
      examiner.agent(socket.get(), Round.BEFORE, ChallengeKind.ANSWER);
    }
  }

  /** A completion from whoever speaks HTTP and is no mere agent; those that list models first. */
  private void complete(List<Inquiry.Answer> answers) throws InterruptedException, ProbeException {
    var tasks = new ArrayList<Crowd.Task<Boolean>>();
    answers.stream()
        .filter(answer -> answer.server() || (answer.speaks() && !answer.agent()))
        .sorted(Comparator.comparing(Inquiry.Answer::server).reversed())
        .limit(COMPLETIONS)
        .forEach(answer ->
            tasks.add(() -> {
              examiner.complete(answer.socket(), Round.BEFORE);
              return true;
            }));
    crowd.all(tasks);
  }

  /** One socket of each agent, oldest agents first, as many as are put to the test. */
  private List<ListeningSocket> bounded(List<Inquiry.Answer> answers) {
    Map<ProcessKey, ListeningSocket> agents =
        new TreeMap<>(
            Comparator.comparingLong(ProcessKey::startTicks).thenComparingLong(ProcessKey::pid));
    for (var answer : answers) {
      if (answer.agent()) {
        agents.putIfAbsent(answer.socket().owner(), answer.socket());
      }
    }
    if (agents.size() > parts.bounds.agents()) {
      parts.log.record(
          new LimitMet(
              ProbeRecord.AGENTS_BOUND,
              "%d agents, of which %d are put to the test"
                  .formatted(agents.size(), parts.bounds.agents())));
    }
    return agents.values().stream().limit(parts.bounds.agents()).toList();
  }

  /** The one process by which a challenge was thought, where it is not the original's. */
  private Optional<ProcessKey> server(Installed installed, Examiner.Result result) {
    var holders = new HashSet<Optional<ProcessKey>>();
    result.leases().forEach(lease -> holders.add(parts.challenges.holder(lease)));
    return holders.size() == 1
        ? holders.iterator().next().filter(key -> !isOriginal(installed, key))
        : Optional.empty();
  }

  private void leanings(
      Installed installed,
      Scene scene,
      List<Inquiry.Answer> answers,
      Map<Integer, ProcessKey> servers) {
    var check = new LeaningCheck(installed, parts.log);
    var processes = new HashSet<>(servers.values());
    answers.stream()
        .filter(answer -> answer.agent() || answer.server())
        .forEach(answer -> processes.add(answer.socket().owner()));
    // Looked at anew: a file may have been opened since.
    processes.forEach(key ->
        snapshot(scene, key)
            .ifPresent(
                places.isBesideOriginal(key, installed) ? check::record : check::recordElsewhere));
  }

  private Optional<ProcessSnapshot> snapshot(Scene scene, ProcessKey process) {
    return parts
        .table
        .snapshot(process)
        .or(() -> Optional.ofNullable(scene.processes().get(process)));
  }

  private List<Suspect> suspects(
      Scene scene,
      List<ListeningSocket> agents,
      List<Examiner.Result> results,
      Map<Integer, ProcessKey> servers) {
    var taken = new HashSet<ProcessKey>();
    var suspects = new ArrayList<Suspect>();
    for (int i = 0; i < agents.size(); i++) {
      var agent = agents.get(i);
      var agentProcess = snapshot(scene, agent.owner());
      var serverProcess = Optional.ofNullable(servers.get(i)).flatMap(key -> snapshot(scene, key));
      if (results.get(i).met()
          && agentProcess.isPresent()
          && serverProcess.isPresent()
          && !serverProcess.get().key().equals(agent.owner())
          && taken.add(serverProcess.get().key())) {
        suspects.add(
            new Suspect(
                agent,
                agentProcess.get(),
                serverProcess.get(),
                scene.of(serverProcess.get().key())));
      }
    }
    return suspects;
  }

  private List<Suspect> again(List<Suspect> suspects) throws InterruptedException, ProbeException {
    var tasks = new ArrayList<Crowd.Task<Examiner.Result>>();
    suspects.forEach(s -> tasks.add(() -> examiner.round(s.agent(), Round.INDEPENDENT)));
    var results = crowd.all(tasks);
    var passed = new ArrayList<Suspect>();
    for (int i = 0; i < suspects.size(); i++) {
      if (results.get(i).met()) {
        passed.add(suspects.get(i));
      }
    }
    return passed;
  }

  /** Those that run below others first: what they come from is then still there. */
  private List<ListeningSocket> restart(List<Suspect> suspects)
      throws InterruptedException, ProbeException {
    var restart =
        new Restart(places, wire, parts.table, parts.log, killer, parts.bounds, starvation);
    var sockets = new ArrayList<ListeningSocket>();
    for (var batch : new Generations(parts.table).deepestFirst(suspects)) {
      var tasks = new ArrayList<Crowd.Task<Optional<ListeningSocket>>>();
      batch.forEach(suspect -> tasks.add(() -> restart.carryOut(suspect)));
      crowd.all(tasks).forEach(socket -> socket.ifPresent(sockets::add));
    }
    return sockets;
  }
}
