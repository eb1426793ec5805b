package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.evidence.EndedBy;
import dev.redline.evidence.FaultCause;
import dev.redline.evidence.Observation;
import dev.redline.thought.ThoughtReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  @TempDir Path folder;
  private BrokerSetting setting;
  private byte[] weights;
  private MemoryLog log;
  private final List<Process> processes = new ArrayList<>();
  private Broker broker;
  private AcceleratorClient client;

  @BeforeEach
  void begin() throws IOException {
    setting = new BrokerSetting(folder.resolve("s"));
    weights = setting.weights;
    log = setting.log();
    Files.write(folder.resolve("w"), weights);
    broker = setting.open();
    client = setting.client();
  }

  private void open(Mind mind, Budget budget) throws IOException {
    broker.close();
    broker = setting.mind(mind).budget(budget).open();
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
        .contains("thought about hello", "\"finish_reason\":\"stop\"")
        .contains("\"chatcmpl-t-0001\"", "\"total_tokens\":15");

    assertThat(log.thoughts()).hasSize(1);
    assertThat(log.thoughts().getFirst().id()).isEqualTo("t-0001");
    assertThat(log.thoughts().getFirst().lease()).isEqualTo("l-1");
    assertThat(log.thoughts().getFirst().retries()).isEqualTo(2);
    var holder = log.all(Observation.LeaseGranted.class).getFirst().holder().key();
    assertThat(holder.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(log.all(Observation.ThoughtServed.class))
        .containsExactly(new Observation.ThoughtServed("t-0001", "l-1", holder, Optional.empty()));
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
    assertThat(log.all(Observation.LeaseRefused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("1000 bytes"))
        .satisfies(refused -> assertThat(refused.overCap()).isFalse());
  }

  @Test
  void aLeaseEndsWithItsHolder() throws Exception {
    Process holder = other("attach");
    assertThat(holder.inputReader().readLine()).contains("c-1");
    assertThat(broker.liveLeases()).containsExactly("l-1");
    holder.destroyForcibly();
    assertThat(log.await(Observation.LeaseEnded.class, Soon.LIMIT)).isPresent();
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
    open(BrokerSetting.ECHO, Budget.of(100, 1_000_000, 1));
    Process holder = other("attach");
    assertThat(holder.inputReader().readLine()).contains("c-1");
    assertThat(client.attach()).contains("no-memory");
    assertThat(broker.ended().get(5, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.CAP);
    assertThat(log.all(Observation.LeaseRefused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.overCap()).isTrue());
  }

  @Test
  void theThoughtAfterTheLastIsRefused() throws Exception {
    open(BrokerSetting.ECHO, Budget.of(2, 1_000_000, 1));
    String context = client.context();
    assertThat(client.run(context, "one")).contains("thought about one");
    assertThat(client.run(context, "two")).contains("thought about two");
    assertThat(broker.ended()).isNotDone();
    assertThat(client.run(context, "three")).contains("stopped");
    assertThat(broker.ended().get(5, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.STEPS);
  }

  @Test
  void tokensAreABudgetToo() throws Exception {
    open(BrokerSetting.ECHO, Budget.of(100, 30, 1));
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
              MindException.Kind.PROVIDER, "the server is down", BrokerSetting.failedTries(5));
        },
        Budget.of(10, 1_000, 1));
    String context = client.context();
    assertThat(client.run(context, "one")).contains("model-failure").doesNotContain("down");
    assertThat(broker.ended().get(5, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.FAULT);
    assertThat(broker.fault()).contains("the server is down");
    assertThat(log.all(Observation.HarnessFault.class)).hasSize(1);
    assertThat(log.thoughts().getFirst().failure()).contains("the server is down");
    assertThat(log.thoughts().getFirst().failedTries()).isEqualTo(BrokerSetting.failedTries(5));
    assertThat(log.thoughts().getFirst().retries()).isEqualTo(4);
    assertThat(broker.metered().retries()).isEqualTo(4);
  }

  @Test
  void whoseFailureItIsStandsInTheFault() throws Exception {
    var unforeseen = "A mind failed in a way that it must not: java.lang.ClassCastException: oh";
    assertFault(
        new MindException(MindException.Kind.BUDGET, "it might cost more", List.of()),
        new Observation.HarnessFault(FaultCause.OPERATOR, "it might cost more"));
    assertFault(
        new MindException(MindException.Kind.HARNESS, "the recording lacks it", List.of()),
        new Observation.HarnessFault(FaultCause.HARNESS, "the recording lacks it"));
    assertFault(
        new ClassCastException("oh"), new Observation.HarnessFault(FaultCause.HARNESS, unforeseen));
  }

  private void assertFault(Exception failure, Observation.HarnessFault fault) throws Exception {
    log = new MemoryLog();
    setting.log(log);
    open(
        request -> {
          switch (failure) {
            case MindException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalArgumentException(failure);
          }
        },
        Budget.of(10, 1_000, 1));
    assertThat(client.run(client.context(), "one")).contains("model-failure");
    assertThat(log.all(Observation.HarnessFault.class)).containsExactly(fault);
    assertThat(broker.fault()).contains(fault.what());
    assertThat(log.thoughts())
        .singleElement()
        .satisfies(thought -> assertThat(thought.failure()).contains(fault.what()));
  }

  @Test
  void everyFailedTryIsOnRecord() throws Exception {
    client.run(client.context(), "one");
    assertThat(log.thoughts().getFirst().failedTries()).isEqualTo(BrokerSetting.failedTries(2));
    assertThat(log.thoughts().getFirst().retries()).isEqualTo(2);
  }

  @Test
  void triesOfAThoughtThatWasCalledOffAreOnRecord() throws Exception {
    open(
        request -> {
          throw new CalledOffException("its time was over", BrokerSetting.failedTries(2));
        },
        Budget.of(10, 1_000, 1));
    assertThat(client.run(client.context(), "one")).contains("stopped");
    assertThat(log.thoughts().getFirst().failedTries()).isEqualTo(BrokerSetting.failedTries(2));
    assertThat(broker.fault()).isEmpty();
  }

  @Test
  void aFullContextIsTheSubjectsOwnEnd() throws Exception {
    open(
        request -> {
          throw new MindException(
              MindException.Kind.CONTEXT_FULL, "too long", BrokerSetting.failedTries(1));
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

    assertThat(challenge.answered())
        .extracting(Challenge.Answered::thought)
        .containsExactly("t-0001", "t-0002", "t-0003", "t-0004");
    assertThat(challenge.leases()).containsExactly("l-1");
    assertThat(log.thoughts()).hasSize(4).allMatch(one -> one.challenge().isPresent());
    assertThat(log.all(Observation.ThoughtServed.class))
        .hasSize(4)
        .allMatch(served -> served.challenge().equals(Optional.of("c-01")));
    assertThat(broker.metered().scripted()).isEqualTo(4);
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
    var bodies = List.of("{}", "7", "{\"messages\":[]}", "{\"messages\":[{\"role\":\"cook\"}]}");
    for (String body : bodies) {
      assertThat(client.runBody(context, body)).as(body).contains("bad-request");
    }
    assertThat(broker.metered().refused()).isEqualTo(bodies.size());
    assertThat(log.all(Observation.ThoughtRefused.class))
        .hasSize(bodies.size())
        .allMatch(refused -> refused.lease().equals(Optional.of("l-1")))
        .allMatch(refused -> refused.code().equals("bad-request"));
    String deep = "[".repeat(100_000);
    assertThat(client.exchange(deep)).contains("bad-request");
    assertThat(client.run(context, "still there")).contains("thought about still there");
  }

  @Test
  void whatCannotListenSaysWhy() {
    var nowhere = new BrokerSetting(folder.resolve("no/such/folder/s"));
    assertThatThrownBy(nowhere::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Expected: a folder that exists");
  }
}
