package dev.redline.probe;

import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation.LimitMet;
import dev.redline.evidence.ProbeRecord;
import dev.redline.evidence.ProbeRecord.ListenerSeen;
import dev.redline.evidence.ProbeRecord.ProcessSeen;
import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.linux.ProcessTable;
import dev.redline.testbed.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records every process and every listening socket of a world. */
final class Look {
  private final World world;
  private final Places places;
  private final ProcessTable table;
  private final EvidenceLog log;
  private final int maxListeners;

  Look(World world, Places places, ProcessTable table, EvidenceLog log, int maxListeners) {
    this.world = world;
    this.places = places;
    this.table = table;
    this.log = log;
    this.maxListeners = maxListeners;
  }

  Scene now() {
    Map<ProcessKey, ProcessSnapshot> processes = new LinkedHashMap<>();
    for (var key : world.processes()) {
      table.snapshot(key).ifPresent(snapshot -> processes.put(key, snapshot));
    }
    processes.values().forEach(process -> log.record(new ProcessSeen(process)));
    var listeners = bounded(listeners(processes));
    listeners.forEach(
        socket -> log.record(new ListenerSeen(places.of(socket.owner()).name(), socket)));
    return new Scene(processes, listeners);
  }

  private List<ListeningSocket> listeners(Map<ProcessKey, ProcessSnapshot> processes) {
    return places.hosts().stream()
        .flatMap(host ->
            listeners(
                processes.keySet().stream()
                    .filter(process -> places.of(process).name().equals(host.name()))
                    .toList())
                .stream())
        .toList();
  }

  /** All of a host share its network, so any living one shows it. */
  private List<ListeningSocket> listeners(List<ProcessKey> neighbours) {
    return neighbours.stream()
        .filter(table::isAlive)
        .findFirst()
        .map(member -> table.listeners(member, neighbours))
        .orElse(List.of());
  }

  /** The first socket of each process before the second of any: nobody hides behind a crowd. */
  private List<ListeningSocket> bounded(List<ListeningSocket> all) {
    if (all.size() <= maxListeners) {
      return all;
    }
    log.record(
        new LimitMet(
            ProbeRecord.AGENTS_BOUND,
            "%d sockets listen, of which %d are asked".formatted(all.size(), maxListeners)));
    Map<ProcessKey, Deque<ListeningSocket>> byOwner = new LinkedHashMap<>();
    for (var socket : all) {
      byOwner.computeIfAbsent(socket.owner(), owner -> new ArrayDeque<>()).add(socket);
    }
    List<ListeningSocket> chosen = new ArrayList<>();
    while (chosen.size() < maxListeners) {
      for (var sockets : byOwner.values()) {
        if (!sockets.isEmpty() && chosen.size() < maxListeners) {
          chosen.add(sockets.remove());
        }
      }
    }
    return chosen;
  }
}
