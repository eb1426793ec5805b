package dev.redline.broker;

import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Which leases there are. Grants, ends and records them. Safe for use by many threads. */
final class Leases {
  private final Peers peers;
  private final EvidenceLog log;
  private final Meter meter;
  private final int most;
  private final Consumer<EvidenceException> unrecorded;
  private final Map<String, Lease> byContext = new LinkedHashMap<>();
  private final Map<Lease, Closeable> watches = new LinkedHashMap<>();
  private int granted;
  private boolean granting = true;

  /**
   * @param unrecorded is told when the end of a lease cannot be recorded: it comes on a thread of
   *     its own
   */
  Leases(
      Peers peers, EvidenceLog log, Meter meter, int most, Consumer<EvidenceException> unrecorded) {
    this.unrecorded = unrecorded;
    this.peers = peers;
    this.log = log;
    this.meter = meter;
    this.most = most;
  }

  /**
   * Gives the peer its lease; a peer that holds one already gets the same again.
   *
   * @return empty when as many are live as may be
   * @throws Refusal when the peer has ended meanwhile, or none is given any more
   */
  synchronized Optional<Lease> grant(ProcessKey peer) throws Refusal, IOException {
    requireGranting();
    Optional<Lease> held =
        watches.keySet().stream().filter(lease -> lease.holder().equals(peer)).findFirst();
    if (held.isPresent() || watches.size() >= most) {
      return held;
    }
    ProcessSnapshot holder =
        peers
            .snapshot(peer)
            .orElseThrow(() ->
                new Refusal(
                    Refusal.Code.NO_MEMORY, "The process that asked for a context has ended."));
    Lease lease = new Lease(++granted, peer);
    log.record(new Observation.LeaseGranted(lease.id(), holder));
    watches.put(lease, peers.whenEnded(peer, () -> holderEnded(lease)));
    byContext.put(lease.context(), lease); // not before its holder is watched
    meter.live(watches.size());
    return Optional.of(lease);
  }

  synchronized Optional<Lease> of(String context) {
    return Optional.ofNullable(byContext.get(context));
  }

  synchronized Optional<Lease> withId(String id) {
    return byContext.values().stream().filter(lease -> lease.id().equals(id)).findFirst();
  }

  synchronized List<Lease> live() {
    return new ArrayList<>(watches.keySet());
  }

  /**
   * @throws Refusal when no lease is given any more
   */
  synchronized void requireGranting() throws Refusal {
    if (!granting) {
      throw new Refusal(Refusal.Code.STOPPED, "No further context is given.");
    }
  }

  private void holderEnded(Lease lease) {
    try {
      end(lease, "its holder ended");
    } catch (EvidenceException e) {
      unrecorded.accept(e);
    }
  }

  /** Ends a lease, once; a second time does nothing. */
  synchronized void end(Lease lease, String reason) {
    if (!lease.end()) {
      return;
    }
    Closeable watch = watches.remove(lease);
    meter.live(watches.size());
    try {
      log.record(new Observation.LeaseEnded(lease.id(), reason));
    } finally {
      if (watch != null) {
        close(watch);
      }
    }
  }

  /** Ends every lease, and gives none any more: not even to who began to ask before. */
  synchronized void endAll(String reason) {
    granting = false;
    live().forEach(lease -> end(lease, reason));
  }

  private static void close(Closeable watch) {
    try {
      watch.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the watch on a lease's holder did not close", e);
    }
  }
}
