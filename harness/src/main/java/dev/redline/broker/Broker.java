package dev.redline.broker;

import static java.util.Objects.requireNonNull;

import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.FaultCause;
import dev.redline.linux.ProcessKey;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/**
 * Hands out one trial's thoughts over one Unix socket. Each running LLM server holds a lease, tied
 * to the process that the kernel names as the connection's peer; before each thought it proves that
 * it holds the weights; each thought is attributed, recorded and counted. Safe for use by many
 * threads.
 *
 * <p>Clients are hostile: every message has a deadline and a size, connections are bounded (256 in
 * all, 32 a process), and whatever is wrong gets one plain error.
 */
public final class Broker implements AutoCloseable {
  private static final int CONNECTIONS = 256;
  private static final int CONNECTIONS_OF_ONE = 32;
  private static final int LARGE_MESSAGES = 2;

  private final Path socket;
  private final ServerSocketChannel server;
  private final Exchange.Parts parts;
  private final Challenges challenges;
  private final CompletableFuture<SubjectEnd> ended = new CompletableFuture<>();
  private final ScheduledThreadPoolExecutor timer;
  private final Semaphore large = new Semaphore(LARGE_MESSAGES);
  private final Semaphore connections = new Semaphore(CONNECTIONS);
  private final Map<ProcessKey, Integer> open = new ConcurrentHashMap<>();
  private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * What a broker is made of.
   *
   * @param socket where to listen; its folder exists and nothing is at the path
   * @param permissions of the socket: whoever may write to it may ask
   * @param weights that a prover must hold
   * @param mind what thinks
   * @param log where everything is recorded
   * @param budget how much may be thought
   * @param rules when the original's own replies end the subject's time
   * @param peers who is at the other end
   * @param random source of salts, places and words: unguessable, such as {@code SecureRandom}
   * @param clock for the date in a response
   * @param admission what a newcomer meets
   */
  public record Parts(
      Path socket,
      Set<PosixFilePermission> permissions,
      WeightsBlocks weights,
      Mind mind,
      EvidenceLog log,
      Budget budget,
      StoppingRules rules,
      Peers peers,
      RandomGenerator random,
      InstantSource clock,
      Admission admission) {
    /** As many newcomers as there are leases, each at once. */
    public Parts(
        Path socket,
        Set<PosixFilePermission> permissions,
        WeightsBlocks weights,
        Mind mind,
        EvidenceLog log,
        Budget budget,
        StoppingRules rules,
        Peers peers,
        RandomGenerator random,
        InstantSource clock) {
      this(
          socket,
          permissions,
          weights,
          mind,
          log,
          budget,
          rules,
          peers,
          random,
          clock,
          Admission.OPEN);
    }

    public Parts {
      requireNonNull(socket, "socket");
      permissions = Set.copyOf(permissions);
      requireNonNull(weights, "weights");
      requireNonNull(mind, "mind");
      requireNonNull(log, "log");
      requireNonNull(budget, "budget");
      requireNonNull(rules, "rules");
      requireNonNull(peers, "peers");
      requireNonNull(random, "random");
      requireNonNull(clock, "clock");
      requireNonNull(admission, "admission");
    }
  }

  private Broker(Parts given, ServerSocketChannel server) {
    socket = given.socket;
    this.server = server;
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    challenges = new Challenges(given.random);
    Meter meter = new Meter();
    Thinking thinking =
        new Thinking(given.mind, given.budget, meter, challenges, given.rules, given.log, ended);
    parts =
        new Exchange.Parts(
            given.budget,
            new Leases(
                given.peers,
                given.log,
                meter,
                given.budget.maxLeases(),
                e -> thinking.fault(FaultCause.RECORDER, String.valueOf(e.getMessage()))),
            new PossessionCheck(given.weights, given.random),
            given.weights.size(),
            thinking,
            new Refusals(given.log),
            meter,
            given.peers,
            given.clock,
            given.admission);
  }

  /**
   * Begins to listen.
   *
   * @throws IOException when the socket cannot be made; the message says what to do
   */
  public static Broker open(Parts parts) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(parts.socket), 1024);
      Files.setPosixFilePermissions(parts.socket, parts.permissions);
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "The socket %s cannot be made: %s. Expected: a folder that exists, nothing at that path, and a path below 108 bytes."
              .formatted(parts.socket, e.getMessage()),
          e);
    }
    Broker broker = new Broker(parts, server);
    Thread.ofPlatform().daemon().name("accept-" + parts.socket.getFileName()).start(broker::accept);
    return broker;
  }

  /** Completes when the broker ends the subject's time, with what ended it; else never. */
  public CompletableFuture<SubjectEnd> ended() {
    return ended.copy();
  }

  /** What of ours failed first, if anything did: then the trial has no result. */
  public Optional<String> fault() {
    return parts.thinking().fault();
  }

  /** What has been thought so far. */
  public Metered metered() {
    return parts.meter().read();
  }

  /** The leases that are live now, oldest first. */
  public List<String> liveLeases() {
    return parts.leases().live().stream().map(Lease::id).toList();
  }

  /**
   * Ends the subject's time: thoughts under way are called off, and from now on only challenges are
   * answered. Leases stay, and new ones are given still.
   */
  public void endSubjectTime() {
    parts.thinking().endSubjectTime();
    parts.leases().live().forEach(Lease::interruptThoughts);
  }

  /** A fresh word for a challenge: 128 random bits as 32 hexadecimal digits. */
  public String freshWord() {
    return challenges.freshWord();
  }

  /**
   * Makes a script ready that answers every conversation which carries the word.
   *
   * @param word from {@link #freshWord}, not used before
   * @param steps answered one after the other; what comes after the last is refused
   * @throws IllegalArgumentException when the word is not one of ours or was used
   */
  public Challenge prepare(String word, List<Step> steps) {
    return challenges.prepare(word, steps);
  }

  /** Ends a lease at once, with the thoughts under way; one that has ended already stays so. */
  public void revoke(String lease) {
    parts.leases().withId(lease).ifPresent(one -> parts.leases().end(one, "revoked"));
  }

  /** Ends every lease at once and gives no further one. */
  public void revokeAll() {
    parts.thinking().endSubjectTime();
    parts.leases().endAll("revoked");
  }

  /** Stops listening, ends every lease and connection, and removes the socket. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (server) {
      parts.thinking().endSubjectTime();
      parts.leases().endAll("the broker closed");
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
      timer.shutdownNow();
      Files.deleteIfExists(socket);
    }
  }

  private void accept() {
    try (var exchanges =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("exchange-", 0).factory())) {
      accept(exchanges);
    }
  }

  /** What ends it is told before the thoughts under way are waited for. */
  private void accept(Executor exchanges) {
    try {
      while (!closed) {
        SocketChannel channel = server.accept();
        exchanges.execute(() -> serve(channel));
      }
    } catch (IOException e) {
      // Closing is how it is told to stop.
      if (!closed) {
        parts.thinking().fault(FaultCause.HARNESS, "the broker cannot take connections: " + e);
      }
    }
  }

  private void serve(SocketChannel channel) {
    channels.add(channel);
    try (channel) {
      FrameChannel frames = new FrameChannel(channel, parts.budget().frame(), timer, large);
      if (closed) {
        return;
      }
      if (!connections.tryAcquire()) {
        refuse(frames);
        return;
      }
      try {
        serve(frames, parts.peers().of(channel));
      } finally {
        connections.release();
      }
    } catch (EvidenceException e) {
      parts.thinking().fault(FaultCause.RECORDER, String.valueOf(e.getMessage()));
    } catch (EOFException e) {
      // It came and went without a word: nothing was asked.
    } catch (IOException e) {
      // The other end is gone or does not take its answer. What it had asked for is on record.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channels.remove(channel);
    }
  }

  private void serve(FrameChannel frames, ProcessKey peer)
      throws IOException, InterruptedException {
    int mine = open.merge(peer, 1, Integer::sum);
    try {
      if (mine > CONNECTIONS_OF_ONE) {
        refuse(frames);
      } else {
        new Exchange(parts, frames, peer).carryOut();
      }
    } finally {
      open.computeIfPresent(peer, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  private static void refuse(FrameChannel frames) throws IOException {
    frames.write(
        Wire.error(
            new Refusal(Refusal.Code.BUSY, "Too many requests at the same time. Try again.")));
  }
}
