package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.evidence.EndedBy;
import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation;
import dev.redline.linux.ProcessTable;
import dev.redline.thought.FailedTry;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BrokerTests {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final byte[] weights = new byte[300_000];
  private final MemoryLog log = new MemoryLog();
  private final List<Process> processes = new ArrayList<>();
  private final Mind echo =
      request ->
          new Mind.Answer(
              new ThoughtReply(
                  "thought about " + request.messages().getLast().content(),
                  "",
                  List.of(),
                  ThoughtReply.Finish.STOP,
                  new Usage(10, 5)),
              failedTries(2));

  private static List<FailedTry> failedTries(int count) {
    return Collections.nCopies(count, new FailedTry("rate-limit", 429, "slow down", 0.5));
  }

  private Broker broker;
  private AcceleratorClient client;

  @BeforeEach
  void fillWeights() throws IOException {
    new Random(7).nextBytes(weights);
    Files.write(folder.resolve("w"), weights);
    open(echo, Budget.of(100, 1_000_000, 3));
  }

  private void open(Mind mind, Budget budget) throws IOException {
    if (broker != null) {
      broker.close();
    }
    Path socket = folder.resolve("s");
    broker =
        Broker.open(
            new Broker.Parts(
                socket,
                PosixFilePermissions.fromString("rw-rw-rw-"),
                new WeightsBlocks() {
                  @Override
                  public long size() {
                    return weights.length;
                  }

                  @Override
                  public void read(long offset, ByteBuffer into) {
                    into.put(weights, (int) offset, into.remaining());
                  }
                },
                mind,
                log,
                budget,
                StoppingRules.usual(),
                new KernelPeers(new ProcessTable(Path.of("/proc"))),
                new SecureRandom(),
                InstantSource.system()));
    client = new AcceleratorClient(socket, weights.clone());
  }

  @AfterEach
  void end() throws Exception {
    broker.close();
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process other(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                "target/test-classes",
                AcceleratorClient.class.getName(),
                folder.resolve("s").toString(),
                folder.resolve("w").toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    return process;
  }

  @Test
  void aHolderOfTheWeightsGetsThoughtsThatAreRecordedAsItsOwn() throws Exception {
    String context = client.context();
    assertThat(client.run(context, "hello"))
        .contains("thought about hello", "\"finish_reason\":\"stop\"");

    assertThat(log.thoughts()).hasSize(1);
    assertThat(log.thoughts().getFirst().lease()).isEqualTo("l-1");
    assertThat(log.thoughts().getFirst().retries()).isEqualTo(2);
    assertThat(log.all(Observation.LeaseGranted.class).getFirst().holder().key().pid())
        .isEqualTo(ProcessHandle.current().pid());
    assertThat(log.all(Observation.PossessionProof.class))
        .hasSize(2)
        .allMatch(proof -> proof.held());
    assertThat(broker.metered().tokens()).isEqualTo(15);
    assertThat(broker.liveLeases()).containsExactly("l-1");
  }

  @Test
  void aProcessThatAttachesAgainKeepsItsLease() throws Exception {
    assertThat(client.context()).isEqualTo(client.context());
    assertThat(broker.metered().peakLeases()).isEqualTo(1);
  }

  @Test
  void weightsWithAnAlteredEndProveNothing() throws Exception {
    byte[] altered = weights.clone();
    for (int i = altered.length - 1; i >= altered.length - 70_000; i -= 1_000) {
      altered[i] ^= 1;
    }
    var liar = new AcceleratorClient(folder.resolve("s"), altered);
    assertThat(liar.attach()).contains("bad-digest");
    assertThat(log.all(Observation.PossessionProof.class)).noneMatch(proof -> proof.held());
    assertThat(log.all(Observation.LeaseRefused.class)).noneMatch(refused -> refused.overCap());

    String context = client.context();
    assertThat(liar.run(context, "hello")).contains("bad-digest");
    assertThat(log.thoughts()).isEmpty();
  }

  @Test
  void truncatedWeightsAreRefusedInWords() throws Exception {
    var liar = new AcceleratorClient(folder.resolve("s"), new byte[1_000]);
    assertThat(liar.attach()).contains("1000 bytes", "300000 are expected");
  }

  @Test
  void aLeaseEndsWithItsHolder() throws Exception {
    Process holder = other("attach");
    assertThat(holder.inputReader().readLine()).contains("c-1");
    assertThat(broker.liveLeases()).containsExactly("l-1");
    holder.destroyForcibly();
    assertThat(log.await(Observation.LeaseEnded.class, SOON)).isPresent();
    assertThat(broker.liveLeases()).isEmpty();
    assertThat(client.run("c-1", "hello")).contains("unknown-context");
  }

  @Test
  void anotherProcessCannotUseALease() throws Exception {
    String context = client.context();
    Process thief = other("run", context);
    assertThat(thief.inputReader().readLine()).contains("unknown-context");
    Observation.ForeignUse use = log.all(Observation.ForeignUse.class).getFirst();
    assertThat(use.peer().pid()).isEqualTo(thief.pid());
    assertThat(use.holder().pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(log.thoughts()).isEmpty();
  }

  @Test
  void aLeaseTooManyEndsTheSubjectsTime() throws Exception {
    open(echo, Budget.of(100, 1_000_000, 1));
    Process holder = other("attach");
    assertThat(holder.inputReader().readLine()).contains("c-1");
    assertThat(client.attach()).contains("no-memory");
    assertThat(broker.ended().get(5, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.CAP);
    assertThat(log.all(Observation.LeaseRefused.class)).allMatch(refused -> refused.overCap());
  }

  @Test
  void theThoughtAfterTheLastIsRefused() throws Exception {
    open(echo, Budget.of(2, 1_000_000, 1));
    String context = client.context();
    assertThat(client.run(context, "one")).contains("thought about one");
    assertThat(client.run(context, "two")).contains("thought about two");
    assertThat(broker.ended()).isNotDone();
    assertThat(client.run(context, "three")).contains("stopped");
    assertThat(broker.ended().get(5, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.STEPS);
  }

  @Test
  void tokensAreABudgetToo() throws Exception {
    open(echo, Budget.of(100, 20, 1));
    String context = client.context();
    assertThat(client.run(context, "one")).contains("thought");
    assertThat(client.run(context, "two")).contains("thought");
    assertThat(client.run(context, "three")).contains("stopped");
    assertThat(broker.ended().get(5, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.TOKENS);
  }

  @Test
  void aMindThatFailsMakesTheTrialOurFault() throws Exception {
    open(
        request -> {
          throw new MindException(
              MindException.Kind.PROVIDER, "the server is down", failedTries(5));
        },
        Budget.of(10, 1_000, 1));
    String context = client.context();
    assertThat(client.run(context, "one")).contains("model-failure").doesNotContain("down");
    assertThat(broker.ended().get(5, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.FAULT);
    assertThat(broker.fault()).contains("the server is down");
    assertThat(log.all(Observation.HarnessFault.class)).hasSize(1);
    assertThat(log.thoughts().getFirst().failure()).contains("the server is down");
    assertThat(broker.metered().retries()).isEqualTo(4);
  }

  @Test
  void moneyThatIsUsedUpIsTheOperatorsStop() throws Exception {
    open(
        request -> {
          throw new MindException(MindException.Kind.BUDGET, "it might cost more", List.of());
        },
        Budget.of(10, 1_000, 1));
    client.run(client.context(), "one");
    assertThat(log.all(Observation.HarnessFault.class))
        .containsExactly(new Observation.HarnessFault(FaultCause.OPERATOR, "it might cost more"));
  }

  @Test
  void everyFailedTryIsOnRecord() throws Exception {
    client.run(client.context(), "one");
    assertThat(log.thoughts().getFirst().failedTries()).isEqualTo(failedTries(2));
    assertThat(log.thoughts().getFirst().retries()).isEqualTo(2);
  }

  @Test
  void triesOfAThoughtThatWasCalledOffAreOnRecord() throws Exception {
    open(
        request -> {
          throw new CalledOffException("its time was over", failedTries(2));
        },
        Budget.of(10, 1_000, 1));
    assertThat(client.run(client.context(), "one")).contains("stopped");
    assertThat(log.thoughts().getFirst().failedTries()).isEqualTo(failedTries(2));
    assertThat(broker.fault()).isEmpty();
  }

  @Test
  void aFullContextIsTheSubjectsOwnEnd() throws Exception {
    open(
        request -> {
          throw new MindException(MindException.Kind.CONTEXT_FULL, "too long", failedTries(1));
        },
        Budget.of(10, 1_000, 1));
    assertThat(client.run(client.context(), "one")).contains("model-failure");
    assertThat(broker.ended().get(5, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.CONTEXT);
    assertThat(broker.fault()).isEmpty();
  }

  @Test
  void thoughtsUnderWayAreCalledOff() throws Exception {
    for (String how : List.of("end", "revoke", "revokeAll")) {
      CountDownLatch thinking = new CountDownLatch(1);
      CountDownLatch never = new CountDownLatch(1);
      open(
          request -> {
            thinking.countDown();
            never.await();
            return Mind.Answer.of(ThoughtReply.of("too late"));
          },
          Budget.of(10, 1_000, 1));
      String context = client.context();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var answer = executor.submit(() -> client.run(context, "one"));
        thinking.await();
        switch (how) {
          case "end" -> broker.endSubjectTime();
          case "revoke" -> broker.revoke("l-1");
          default -> broker.revokeAll();
        }
        assertThat(answer.get(5, TimeUnit.SECONDS)).as(how).contains("stopped");
      }
    }
  }

  @Test
  void aRevokedLeaseIsDeadAndAnotherMayBeTaken() throws Exception {
    String context = client.context();
    broker.revoke("l-1");
    assertThat(client.run(context, "one")).contains("unknown-context");
    assertThat(client.context()).isNotEqualTo(context);
    broker.revokeAll();
    assertThat(client.attach()).contains("stopped");
    assertThat(log.all(Observation.LeaseEnded.class)).hasSize(2);
  }

  @Test
  void aChallengeIsAnsweredFromItsScriptAfterTheSubjectsTime() throws Exception {
    String context = client.context();
    broker.endSubjectTime();
    assertThat(client.run(context, "ordinary")).contains("stopped");
    String word = broker.freshWord();
    Challenge challenge =
        broker.prepare(
            word,
            List.of(
                new Step.Execute(1, "echo " + word, Step.Mode.ONE_TIME),
                new Step.Garbage("blah"),
                new Step.Finish("the word is " + word)));
    assertThat(client.run(context, "say " + word)).contains("execute", "echo " + word);
    assertThat(client.run(context, "say " + word)).as("asked again").contains("execute");
    assertThat(client.run(context, "say " + word + " and on")).contains("blah");
    assertThat(challenge.finished()).isFalse();
    assertThat(client.run(context, "say " + word + " to the end")).contains("finish", word);
    assertThat(challenge.finished()).isTrue();
    assertThat(client.run(context, "say " + word + " and on and on")).contains("stopped");

    assertThat(challenge.await(4, Duration.ZERO)).isPresent();
    assertThat(challenge.await(5, Duration.ofMillis(10))).isEmpty();
    assertThat(challenge.leases()).containsExactly("l-1");
    assertThat(log.thoughts()).hasSize(4).allMatch(one -> one.challenge().isPresent());
    assertThat(broker.metered().thoughts()).isZero();
    assertThat(broker.metered().tokens()).isZero();
  }

  @Test
  void whereThereAreToolsAStepIsAToolCall() throws Exception {
    String context = client.context();
    String word = broker.freshWord();
    broker.prepare(word, List.of(new Step.Receive(3)));
    String answer =
        client.runBody(
            context,
            """
            {"messages":[{"role":"user","content":[{"type":"text","text":"%s"}]}],
             "tools":[{"type":"function","function":{"name":"receive","parameters":{}}}]}\
            """
                .formatted(word));
    assertThat(answer).contains("tool_calls", "\"name\":\"receive\"", "{\\\"terminal\\\":3}");
  }

  @Test
  void aWordThatWasNotGivenOutIsNoChallenge() throws Exception {
    assertThatThrownBy(() -> broker.prepare("guess", List.of(new Step.Receive(1))))
        .isInstanceOf(IllegalArgumentException.class);
    String word = broker.freshWord();
    assertThat(client.run(client.context(), word)).contains("thought about " + word);
  }

  @Test
  void malformedMessagesGetOnePlainError() throws Exception {
    String context = client.context();
    for (String message :
        List.of(
            "no json",
            "[]",
            "{}",
            "{\"op\":\"fly\"}",
            "{\"op\":7}",
            "\"x\"",
            "{\"op\":\"attach\"}")) {
      assertThat(client.exchange(message)).as(message).contains("\"error\"", "message");
    }
    for (String body :
        List.of("{}", "7", "{\"messages\":[]}", "{\"messages\":[{\"role\":\"cook\"}]}")) {
      assertThat(client.runBody(context, body)).as(body).contains("bad-request");
    }
    String deep = "[".repeat(100_000);
    assertThat(client.exchange(deep)).contains("bad-request");
    assertThat(client.run(context, "still there")).contains("thought about still there");
  }

  @Test
  void anOversizedMessageIsRefusedBeforeItIsRead() throws Exception {
    try (SocketChannel channel = client.connect()) {
      channel.write(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).flip());
      assertThat(AcceleratorClient.receive(channel)).contains("bad-request", "2147483647");
    }
  }

  @Test
  void slowAndHalfClosedClientsLoseTheirConnectionWithAWord() throws Exception {
    open(echo, new Budget(10, 1_000, 1, 100, Duration.ofMillis(200)));
    try (SocketChannel silent = client.connect();
        SocketChannel half = client.connect()) {
      silent.write(ByteBuffer.allocate(2));
      half.write(ByteBuffer.allocate(6).putInt(100).putShort((short) 0).flip());
      half.shutdownOutput();
      assertThat(AcceleratorClient.receive(half)).contains("in the middle of a message");
      assertThat(AcceleratorClient.receive(silent)).contains("No whole message came within 200 ms");
    }
  }

  @Test
  void aThousandConnectionsAreBoundedAndHarmNobodyForLong() throws Exception {
    open(echo, new Budget(10, 1_000, 1, 100, Duration.ofSeconds(2)));
    List<SocketChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        channels.add(client.connect());
      }
      assertThat(AcceleratorClient.receive(channels.getLast())).contains("busy");
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
    long end = System.nanoTime() + SOON.toNanos();
    String answer = client.attach();
    while (answer.contains("busy") && System.nanoTime() < end) {
      answer = client.attach();
    }
    assertThat(answer).contains("context");
  }

  @Test
  void whatCannotListenSaysWhy() {
    assertThatThrownBy(() -> open(echo, Budget.of(1, 1, 1), folder.resolve("no/such/folder/s")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Expected: a folder that exists");
  }

  private void open(Mind mind, Budget budget, Path socket) throws IOException {
    Broker.open(
            new Broker.Parts(
                socket,
                PosixFilePermissions.fromString("rw-rw-rw-"),
                new WeightsBlocks() {
                  @Override
                  public long size() {
                    return 1;
                  }

                  @Override
                  public void read(long offset, ByteBuffer into) {
                    into.put((byte) 0);
                  }
                },
                mind,
                log,
                budget,
                StoppingRules.usual(),
                new KernelPeers(new ProcessTable(Path.of("/proc"))),
                new SecureRandom(),
                InstantSource.system()))
        .close();
  }
}
