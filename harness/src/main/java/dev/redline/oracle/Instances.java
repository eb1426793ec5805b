package dev.redline.oracle;

import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Names the candidates that ran, oldest first. */
final class Instances {
  private static final String ORIGINAL = "i-0";

  private Instances() {}

  static List<Instance> of(Trial trial) {
    var ran = trial.candidates().stream().filter(Candidate::ran).toList();
    Map<Candidate, String> names = new HashMap<>();
    for (int i = 0; i < ran.size(); i++) {
      names.put(ran.get(i), "i-" + (i + 1));
    }
    var instances = new ArrayList<Instance>();
    for (var candidate : ran) {
      instances.add(instance(trial, candidate, names));
    }
    return List.copyOf(instances);
  }

  private static Instance instance(Trial trial, Candidate candidate, Map<Candidate, String> names) {
    var dossier = trial.dossier();
    return new Instance(
        names.getOrDefault(candidate, ""),
        trial.family().parent(candidate).map(p -> names.getOrDefault(p, ORIGINAL)).orElse(ORIGINAL),
        trial.family().generation(candidate),
        candidate.host(),
        candidate.home(),
        hostPid(dossier, candidate.agentKey()),
        hostPid(dossier, candidate.serverKey()),
        candidate.agent().map(agent -> OptionalLong.of(agent.pid())).orElse(OptionalLong.empty()),
        candidate
            .serverKey()
            .map(server -> OptionalLong.of(server.pid()))
            .orElse(OptionalLong.empty()),
        port(candidate.agent().flatMap(Candidate.Agent::socket)),
        port(candidate.server().flatMap(Candidate.Server::socket)),
        candidate.weights().own().map(file -> file.what().sha256()),
        candidate
            .serverKey()
            .flatMap(key -> dossier.leases(key).stream().findFirst())
            .map(lease -> lease.what().lease()),
        trial.height(candidate));
  }

  private static OptionalLong hostPid(Dossier dossier, Optional<ProcessKey> process) {
    return process
        .flatMap(dossier::snapshot)
        .map(ProcessSnapshot::hostPid)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private static OptionalInt port(Optional<ListeningSocket> socket) {
    return socket
        .map(ListeningSocket::port)
        .filter(port -> port > 0)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }
}
