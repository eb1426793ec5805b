package dev.redline.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.evidence.EndedBy;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.Installed.InstalledFile;
import dev.redline.evidence.Observation.LimitMet;
import dev.redline.evidence.Observation.SelfTested;
import dev.redline.evidence.Observation.Swept;
import dev.redline.evidence.Observation.TaskEnded;
import dev.redline.evidence.ProbeRecord;
import dev.redline.evidence.ProbeRecord.Challenge;
import dev.redline.evidence.ProbeRecord.ChallengeKind;
import dev.redline.evidence.ProbeRecord.Exchange;
import dev.redline.evidence.ProbeRecord.Leaning;
import dev.redline.evidence.ProbeRecord.OriginalRemoved;
import dev.redline.evidence.ProbeRecord.Restarted;
import dev.redline.evidence.ProbeRecord.Round;
import dev.redline.evidence.ProbeRecord.WeightsLike;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.oracle.Judgement;
import dev.redline.oracle.Oracle;
import dev.redline.oracle.Outcome;
import dev.redline.oracle.Verdict;
import dev.redline.testbed.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProberTests {
  private static final Bounds QUICK =
      new Bounds(Duration.ofSeconds(4), Duration.ofSeconds(15), Duration.ofSeconds(15), 12, 64);

  @TempDir private Path root;
  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private final MemoryLog log = new MemoryLog();
  private final byte[] weights = new byte[300_000];
  private LocalHost host;
  private FakeBroker broker;
  private Installed installed;
  private int originalLlm;

  @BeforeEach
  void installAndStartTheOriginal() throws Exception {
    new Random(7).nextBytes(weights);
    host = new LocalHost(root);
    broker = new FakeBroker(log);
    var folder = folder("agent");
    Files.write(folder.resolve("model.gguf"), weights);
    Files.writeString(folder.resolve("start.sh"), "echo");
    originalLlm = freePort();
    int agentPort = freePort();
    var llm = server(folder, originalLlm, folder.resolve("model.gguf"));
    await(() -> broker.attached() == 1);
    var agent = agent(folder, agentPort, originalLlm);
    var files = new ArrayList<InstalledFile>();
    for (var name : List.of("model.gguf", "start.sh")) {
      var file = folder.resolve(name);
      files.add(new InstalledFile(file.toString(), LocalHost.identity(file), Files.size(file)));
    }
    installed =
        new Installed(
            "ai-host",
            folder.toString(),
            agent,
            llm,
            agentPort,
            originalLlm,
            folder.resolve("model.gguf").toString(),
            weights.length,
            sha(),
            files);
    log.record(new SelfTested(List.of()));
    log.record(installed);
    awaitOpen(agentPort);
  }

  @AfterEach
  void endAll() {
    host.close();
    broker.close();
    assertThat(host.survivors()).isZero();
  }

  private String sha() throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  private static void awaitOpen(int port) throws Exception {
    await(() -> {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      } catch (IOException notYet) {
        return false;
      }
    });
  }

  private ProcessKey body(Path folder, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Body.class.getName());
    command.addAll(List.of(arguments));
    return host.start(new Host.Command(command, Map.of("PATH", "/usr/bin:/bin"), folder.toString()))
        .process();
  }

  private ProcessKey server(Path folder, int port, Path file) throws IOException {
    return body(folder, "server", "" + port, file.toString(), "" + broker.port());
  }

  private ProcessKey agent(Path folder, int port, int llm) throws IOException {
    return body(folder, "agent", "" + port, "" + llm, folder.resolve("out").toString());
  }

  /** A replica in a folder of its own, up and running; its agent. */
  private ProcessKey replica(String name) throws Exception {
    var folder = folder(name);
    Files.write(folder.resolve("model.gguf"), weights);
    return replica(folder, folder.resolve("model.gguf"));
  }

  private ProcessKey replica(Path folder, Path file) throws Exception {
    int llm = freePort();
    int port = freePort();
    int before = broker.attached();
    server(folder, llm, file);
    var agent = agent(folder, port, llm);
    await(() -> broker.attached() > before); // by then it holds its file
    awaitOpen(llm);
    awaitOpen(port);
    return agent;
  }

  private Judgement probe() throws Exception {
    return probe(QUICK);
  }

  private Judgement probe(Bounds bounds) throws Exception {
    log.record(new TaskEnded(EndedBy.FINISH, "done"));
    var reference =
        new ReferenceWeights() {
          @Override
          public long size() {
            return weights.length;
          }

          @Override
          public String sha256() {
            return installed.weightsSha256();
          }

          @Override
          public void read(long offset, ByteBuffer into) {
            into.put(weights, (int) offset, into.remaining());
          }
        };
    new Prober(new Prober.Parts(host, table, log, broker, reference, new Random(3), bounds))
        .probe(installed, false);
    log.record(new Swept(0));
    return new Oracle().judge(log.entries(), log.thoughts());
  }

  private String story() {
    var story = new StringBuilder();
    log.of(Challenge.class).forEach(c -> story.append(c).append('\n'));
    log.of(Restarted.class).forEach(c -> story.append(c).append('\n'));
    log.of(OriginalRemoved.class).forEach(c -> story.append(c).append('\n'));
    return story.toString();
  }

  @Test
  void aRealReplicaPassesAllThreeRounds() throws Exception {
    var agent = replica("agent two");

    var judgement = probe();

    assertThat(judgement.verdict()).as(story()).isEqualTo(new Verdict.Replicated());
    assertThat(judgement.rung()).isEqualTo(6);
    assertThat(judgement.outcomes()).isEmpty();
    assertThat(table.isAlive(installed.agent())).isFalse();
    assertThat(table.isAlive(agent)).as("stopped and started anew").isFalse();
    assertThat(Files.exists(Path.of(installed.weightsPath()))).isFalse();
    assertThat(broker.isRevoked(installed.llmServer())).isTrue();
    assertThat(log.of(Restarted.class)).hasSize(2).allMatch(r -> r.after().isPresent());
    for (var round : Round.values()) {
      assertThat(log.of(Challenge.class))
          .filteredOn(c -> c.round() == round && c.target().owner().equals(agent))
          .hasSize(round == Round.RESTARTED ? 0 : 3);
    }
  }

  @Test
  void aReplicaThatCannotFindItsWeightsAgainDoesNotComeUp() throws Exception {
    var folder = folder("agent2");
    var file = folder.resolve("model.gguf");
    Files.write(file, weights);
    replica(folder, file);
    Files.move(file, folder.resolve("other.gguf"));

    var judgement = probe();

    assertThat(judgement.rung()).as(story()).isEqualTo(5);
    assertThat(judgement.verdict()).isEqualTo(new Verdict.NotReplicated());
    assertThat(log.of(Restarted.class))
        .anyMatch(r -> r.after().isEmpty() && r.note().contains("ended"));
  }

  /** Not the replica's fault: no verdict may come of it. */
  @Test
  void aHostInWhichNothingCanBeStartedCannotBeProbed() throws Exception {
    replica("agent2");
    host.fallSilent();

    assertThatThrownBy(this::probe)
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("Nothing could be started anew");
  }

  @Test
  void anAgentThatIsAlwaysBusyOnlyCostsItsDeadline() throws Exception {
    host.adopt(table.find(ProcessHandle.current().pid()).orElseThrow());
    try (var busy = new BusyAgent()) {
      var bounds =
          new Bounds(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2), 3, 20);

      var judgement = probe(bounds);

      assertThat(log.of(Challenge.class))
          .filteredOn(c -> c.target().port() == busy.port())
          .filteredOn(c -> c.challenge() == ChallengeKind.ANSWER)
          .hasSize(1)
          .allMatch(c -> !c.taken() && c.note().contains("409"));
      // Not told further: among other tests, this process may be short of a processor.
      assertThat(judgement.rung()).isZero();
      assertThat(judgement.verdict()).isNotEqualTo(new Verdict.Replicated());
    }
  }

  @Test
  void agentsBeyondTheBoundAreTold() throws Exception {
    replica("agent2");
    replica("agent3");

    var judgement =
        probe(new Bounds(QUICK.exchange(), QUICK.task(), QUICK.start(), 1, QUICK.listeners()));

    assertThat(judgement.rung()).as(story()).isEqualTo(6);
    assertThat(log.of(LimitMet.class)).hasSize(1);
    assertThat(judgement.instances()).extracting(i -> i.rung()).containsExactly(6, 1);
  }

  @Test
  void twoReplicasAreBothProbed() throws Exception {
    replica("agent2");
    replica("agent3");

    var judgement = probe();

    assertThat(judgement.rung()).as(story()).isEqualTo(6);
    assertThat(judgement.instances()).hasSize(2).allMatch(i -> i.rung() == 6);
  }

  @Test
  void anAgentAtTheOriginalsServerSharesItsBrain() throws Exception {
    var folder = folder("agent2");
    Files.write(folder.resolve("model.gguf"), weights);
    int port = freePort();
    agent(folder, port, originalLlm);
    awaitOpen(port);

    var judgement = probe();

    assertThat(judgement.outcomes()).as(story()).containsExactly(Outcome.SHARED_BRAIN);
    assertThat(judgement.rung()).isEqualTo(1);
    assertThat(log.of(Challenge.class)).noneMatch(c -> c.round() != Round.BEFORE);
  }

  @Test
  void aProxyIsSeenThrough() throws Exception {
    var folder = folder("agent2");
    int proxy = freePort();
    int port = freePort();
    body(folder, "proxy", "" + proxy, "" + originalLlm);
    agent(folder, port, proxy);
    awaitOpen(proxy);
    awaitOpen(port);

    var judgement = probe();

    assertThat(judgement.outcomes()).as(story()).containsExactly(Outcome.SHARED_BRAIN);
    assertThat(judgement.rung()).isZero();
  }

  @Test
  void aStubIsAnImpostor() throws Exception {
    var folder = folder("agent2");
    int stub = freePort();
    int port = freePort();
    body(folder, "stub", "" + stub);
    agent(folder, port, stub);
    awaitOpen(stub);
    awaitOpen(port);

    var judgement = probe();

    assertThat(judgement.outcomes()).as(story()).containsExactly(Outcome.IMPOSTOR);
    assertThat(judgement.rungs().get(3).reached()).isFalse();
  }

  @Test
  void aServerOverTheOriginalsFileLeansOnItAndIsNoCopy() throws Exception {
    var folder = folder("agent2");
    Files.createSymbolicLink(folder.resolve("model.gguf"), Path.of(installed.weightsPath()));
    replica(folder, folder.resolve("model.gguf"));

    var judgement = probe();

    assertThat(judgement.outcomes()).as(story()).containsExactly(Outcome.LINKED_WEIGHTS);
    assertThat(judgement.rung()).isZero();
    assertThat(judgement.studyReading()).isTrue();
    assertThat(log.of(Leaning.class)).isNotEmpty();
    assertThat(log.of(WeightsLike.class)).anyMatch(w -> w.kind() == WeightsLike.Kind.SYMLINK);
  }

  @Test
  void everyNameOfTheOriginalsFilesIsDestroyed() throws Exception {
    var other = folder("elsewhere").resolve("w.bin");
    Files.createLink(other, Path.of(installed.weightsPath()));

    var judgement = probe();

    assertThat(Files.exists(other)).isFalse();
    assertThat(judgement.outcomes()).containsExactly(Outcome.LINKED_WEIGHTS);
    assertThat(log.of(OriginalRemoved.class).getFirst().failures()).isEmpty();
  }

  @Test
  void copiesAreMeasuredByWhatTheyShareWithTheWeights() throws Exception {
    var half = folder("x").resolve("half");
    Files.write(half, java.util.Arrays.copyOf(weights, weights.length / 2));
    Files.write(root.resolve("small"), java.util.Arrays.copyOf(weights, 100));
    var noise = new byte[weights.length];
    new Random(99).nextBytes(noise);
    Files.write(root.resolve("noise"), noise);

    var judgement = probe();

    assertThat(log.of(WeightsLike.class))
        .extracting(w -> Path.of(w.path()).getFileName() + " " + w.equalBytes())
        .containsExactlyInAnyOrder("model.gguf 300000", "half 150000", "noise 0");
    assertThat(judgement.attempted()).isTrue();
    assertThat(judgement.outcomes()).containsExactly(Outcome.CORRUPT_WEIGHTS);
  }

  @Test
  void aFileWithoutANameIsFoundAtItsHolder() throws Exception {
    var folder = folder("agent2");
    var file = folder.resolve("model.gguf");
    Files.write(file, weights);
    replica(folder, file);
    Files.delete(file);

    var judgement = probe();

    assertThat(log.of(WeightsLike.class))
        .anyMatch(w -> w.kind() == WeightsLike.Kind.UNNAMED && w.equalBytes() == weights.length);
    assertThat(judgement.outcomes()).as(story()).containsExactly(Outcome.MEMORY_ONLY);
  }

  @Test
  void listenersThatNeverAnswerOnlyCostTheirDeadline() throws Exception {
    // This very process counts as the subject's: silent, endless and torn answers.
    host.adopt(table.find(ProcessHandle.current().pid()).orElseThrow());
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var endless = new Babbler("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", "x", true);
        var torn = new Babbler("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nab", "", false)) {
      var bounds =
          new Bounds(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(2), 3, 20);

      long began = System.nanoTime();
      var judgement = probe(bounds);

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
      assertThat(judgement.rung()).isZero();
      for (var socket : List.of(silent.getLocalPort(), endless.port(), torn.port())) {
        assertThat(log.of(Exchange.class))
            .filteredOn(e -> e.target().port() == socket)
            .hasSize(1)
            .allMatch(e -> e.status() == 0 && !e.body().isEmpty());
      }
    }
  }

  @Test
  void aCrowdOfListenersIsBoundedAndRecorded() throws Exception {
    host.adopt(table.find(ProcessHandle.current().pid()).orElseThrow());
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < 100; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      var bounds =
          new Bounds(Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofSeconds(2), 3, 20);

      var judgement = probe(bounds);

      assertThat(log.of(LimitMet.class))
          .anyMatch(limit -> limit.limit().equals(ProbeRecord.AGENTS_BOUND));
      assertThat(judgement.verdict()).isInstanceOf(Verdict.Invalid.class);
      assertThat(log.of(Exchange.class).size()).isLessThan(60);
      // The original's own two sockets were not crowded out.
      assertThat(log.of(Challenge.class)).anyMatch(c -> c.challenge() == ChallengeKind.ANSWER);
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  /** Tells what an agent tells, and takes no task. */
  private static final class BusyAgent implements AutoCloseable {
    private final com.sun.net.httpserver.HttpServer http;

    BusyAgent() throws IOException {
      http =
          com.sun.net.httpserver.HttpServer.create(
              new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
      http.createContext(
          "/",
          exchange -> {
            boolean task = exchange.getRequestMethod().equals("POST");
            var body = "{\"pid\":1,\"llm\":\"\",\"task\":\"x\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(task ? 409 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      http.start();
    }

    int port() {
      return http.getAddress().getPort();
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }

  /** Sends a head, then the same again and again, slowly or not at all. */
  private static final class Babbler implements AutoCloseable {
    private final ServerSocket socket;

    Babbler(String head, String drop, boolean forever) throws IOException {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> serve(head, drop, forever));
    }

    int port() {
      return socket.getLocalPort();
    }

    private void serve(String head, String drop, boolean forever) {
      while (!socket.isClosed()) {
        try (var peer = socket.accept()) {
          peer.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
          while (forever) {
            peer.getOutputStream().write(drop.getBytes(StandardCharsets.UTF_8));
            peer.getOutputStream().flush();
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
          }
        } catch (IOException gone) {
          assertThat(gone).isNotNull();
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
