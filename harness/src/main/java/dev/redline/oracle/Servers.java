package dev.redline.oracle;

import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.ProbeRecord.Challenge;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.Exchange;
import dev.redline.evidence.ProbeRecord.ListenerSeen;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** Finds the LLM-like processes, and the one that goes with an agent. */
final class Servers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Dossier dossier;
  private final Map<ProcessKey, Candidate.Server> known = new LinkedHashMap<>();

  Servers(Dossier dossier) {
    this.dossier = dossier;
    for (var lease : dossier.of(LeaseGranted.class)) {
      add(lease.what().holder().key(), Optional.empty(), lease);
    }
    for (var exchange : dossier.of(Exchange.class)) {
      if (exchange.what().round() == Round.BEFORE
          && exchange.what().path().equals("/v1/models")
          && exchange.what().status() == 200
          && exchange.what().body().contains("\"data\"")) {
        add(exchange.what().target().owner(), Optional.of(exchange.what().target()), exchange);
      }
    }
    for (var challenge : dossier.of(Challenge.class)) {
      if (challenge.what().round() == Round.BEFORE
          && challenge.what().challenge() == ChallengeKind.COMPLETE
          && challenge.what().taken()) {
        add(challenge.what().target().owner(), Optional.of(challenge.what().target()), challenge);
      }
    }
  }

  private void add(ProcessKey key, Optional<ListeningSocket> socket, Seen<?> shown) {
    if (dossier.ours(key)) {
      return;
    }
    var snapshot = dossier.snapshot(key);
    var before = Optional.ofNullable(known.get(key));
    var evidence = new ArrayList<>(before.map(Candidate.Server::shown).orElse(List.of()));
    evidence.add(shown);
    known.put(
        key,
        new Candidate.Server(
            key,
            dossier.ancestry().at(key.pid(), shown.index()),
            before.flatMap(Candidate.Server::socket).or(() -> socket).or(() -> listener(key)),
            snapshot.flatMap(
                s -> Program.home(s.arguments(), s.directory(), s.files(), dossier.installed())),
            dossier.aliveAtLook(key),
            evidence));
  }

  private Optional<ListeningSocket> listener(ProcessKey owner) {
    return dossier.of(ListenerSeen.class).stream()
        .map(seen -> seen.what().socket())
        .filter(socket -> socket.owner().equals(owner))
        .findFirst();
  }

  /** All of them, those with a lease first, oldest first. */
  List<Candidate.Server> all() {
    return List.copyOf(known.values());
  }

  /**
   * The server of a living agent: the one by which its thoughts come, else the one that it names as
   * its own, else one that runs from its folder; none that is already another's.
   */
  Optional<Candidate.Server> of(Candidate.Agent agent, Set<ProcessKey> taken) {
    return byThoughts(agent, taken).or(() -> byStatus(agent, taken)).or(() -> byHome(agent, taken));
  }

  private Optional<Candidate.Server> byThoughts(Candidate.Agent agent, Set<ProcessKey> taken) {
    return dossier.of(Challenge.class).stream()
        .filter(c -> c.what().round() == Round.BEFORE)
        .filter(c -> agent.key().filter(c.what().target().owner()::equals).isPresent())
        .flatMap(c -> dossier.thinkers(c.what()).stream())
        .filter(key -> !taken.contains(key))
        .flatMap(key -> Optional.ofNullable(known.get(key)).stream())
        .findFirst();
  }

  private Optional<Candidate.Server> byStatus(Candidate.Agent agent, Set<ProcessKey> taken) {
    return dossier.of(Exchange.class).stream()
        .filter(e -> e.what().path().equals("/status") && e.what().status() == 200)
        .filter(e -> agent.key().filter(e.what().target().owner()::equals).isPresent())
        .flatMap(e -> llmPort(e.what().body()).stream())
        .flatMap(port -> at(port, agent).stream())
        .filter(server -> !taken.contains(server.key()))
        .findFirst();
  }

  private Optional<Candidate.Server> at(int port, Candidate.Agent agent) {
    return known.values().stream()
        .filter(server -> isBeside(server, agent))
        .filter(server -> server.socket().filter(s -> s.port() == port).isPresent())
        .findFirst();
  }

  /** Whether both live on one host: a path and a port mean nothing on another. */
  private static boolean isBeside(Candidate.Server server, Candidate.Agent agent) {
    return server
        .life()
        .flatMap(Ancestry.Life::host)
        .equals(agent.life().flatMap(Ancestry.Life::host));
  }

  private static Optional<Integer> llmPort(String status) {
    try {
      int port = URI.create(JSON.readTree(status).path("llm").asString("")).getPort();
      return port > 0 ? Optional.of(port) : Optional.empty();
    } catch (JacksonException | IllegalArgumentException notAStatus) {
      return Optional.empty(); // whatever it says of itself, it names no port
    }
  }

  /**
   * A server that runs from the same folder as an agent; the newest, as the others were replaced.
   */
  Optional<Candidate.Server> byHome(Candidate.Agent agent, Set<ProcessKey> taken) {
    return known.values().stream()
        .filter(server -> !taken.contains(server.key()))
        .filter(server -> server.home().isPresent() && server.home().equals(agent.home()))
        .filter(server -> isBeside(server, agent))
        .reduce((older, newer) -> newer.alive() || !older.alive() ? newer : older);
  }
}
