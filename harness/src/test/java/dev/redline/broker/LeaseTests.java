package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.broker.AcceleratorClient.Asked;
import dev.redline.evidence.EndedBy;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.LeaseEnded;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.Observation.LeaseRefused;
import dev.redline.evidence.Observation.PossessionProof;
import dev.redline.evidence.Observation.ThoughtRefused;
import dev.redline.evidence.Observation.ThoughtServed;
import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a lease, what ends it, and what has ended then. */
@Timeout(30)
class LeaseTests {
  @TempDir Path folder;
  private BrokerSetting setting;
  private MemoryLog log;
  private AcceleratorClient client;

  @BeforeEach
  void set() {
    setting = new BrokerSetting(folder.resolve("s"));
    log = setting.log();
    client = setting.client();
  }

  @Test
  void nobodyGetsALeaseAfterAllWereRevoked() throws Exception {
    try (Broker broker = setting.open();
        Asked proving = client.beginAttach()) {
      broker.revokeAll();
      assertThat(proving.answer()).contains("stopped");
      assertThat(client.attach()).contains("stopped");
    }
    assertThat(log.all(LeaseGranted.class)).isEmpty();
    assertThat(log.all(LeaseRefused.class)).hasSize(2);
    assertThat(log.all(PossessionProof.class)).as("proofs of who began before").hasSize(1);
  }

  @Test
  void aLeaseThatEndsWhileItsHolderProvesGivesNoThought() throws Exception {
    try (Broker broker = setting.open()) {
      String word = broker.freshWord();
      broker.prepare(word, List.of(new Step.Finish("done")));
      for (String text : List.of("hello", word)) {
        try (Asked proving = client.beginRun(client.context(), text)) {
          broker.revoke(broker.liveLeases().getFirst());
          assertThat(proving.answer()).as(text).contains("unknown-context");
        }
      }
    }
    assertThat(log.thoughts()).isEmpty();
    assertThat(log.all(ThoughtServed.class)).isEmpty();
  }

  @Test
  void anEndedLeaseIsNotAskedForAProof() throws Exception {
    try (Broker broker = setting.open()) {
      String context = client.context();
      broker.revoke("l-1");
      try (Asked refused = client.beginRun(context, "hello")) {
        assertThat(refused.mustProve()).isFalse();
        assertThat(refused.answer()).contains("unknown-context");
      }
    }
  }

  @Test
  void aLeaseThatEndsIsNoLongerCountedNorItsHolderWatched() throws Exception {
    var watched = new AtomicBoolean();
    setting.peers(
        new GivenPeers() {
          @Override
          public Closeable whenEnded(ProcessKey process, Runnable action) throws IOException {
            Closeable watch = super.whenEnded(process, action);
            watched.set(true);
            return () -> {
              watched.set(false);
              watch.close();
            };
          }
        });
    try (Broker broker = setting.open()) {
      client.attach();
      broker.revoke("l-2");
      assertThat(broker.liveLeases()).as("no such lease was revoked").containsExactly("l-1");
      assertThat(watched).isTrue();
      broker.revoke("l-1");
      assertThat(watched).isFalse();
      assertThat(broker.metered().liveLeases()).isZero();
      client.attach();
      broker.revoke("l-2");
      assertThat(broker.liveLeases()).isEmpty();
    }
  }

  @Test
  void closingEndsEveryLeaseAndConnection() throws Exception {
    var proving = new AtomicReference<Thread>();
    setting.peers(
        new GivenPeers() {
          @Override
          public List<OpenFile> filesHeld(ProcessKey process, long atLeastBytes) {
            proving.set(Thread.currentThread());
            return List.of();
          }
        });
    Broker broker = setting.open();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        Asked silent = client.beginRun(client.context(), "hello")) {
      Soon.awaitIn("fill", proving::get);
      broker.close();
      var next = executor.submit(silent::next);
      assertThatThrownBy(() -> next.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
    } finally {
      broker.close();
    }
    assertThat(log.all(LeaseEnded.class))
        .containsExactly(new LeaseEnded("l-1", "the broker closed"));
    assertThat(setting.socket).doesNotExist();
  }

  @Test
  void aTimeThatWasEndedFromOutsideHasNoOtherEnd() throws Exception {
    assertOnlyEnd("ended", Broker::endSubjectTime);
    assertOnlyEnd("revoked", Broker::revokeAll);
    assertOnlyEnd("closed", Broker::close);
  }

  private interface Outside {
    void end(Broker broker) throws IOException;
  }

  private void assertOnlyEnd(String how, Outside outside) throws Exception {
    var thinking = new CountDownLatch(1);
    log = new MemoryLog();
    Broker broker = setting.log(log).mind(request -> breaksOff(thinking)).open();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      String context = client.context();
      var _ = executor.submit(() -> client.run(context, "one"));
      thinking.await();
      outside.end(broker);
      assertThat(log.await(ThoughtRefused.class, Soon.LIMIT)).as(how).isPresent();
      assertThat(broker.ended()).as(how).isNotDone();
    } finally {
      broker.close();
    }
  }

  private static Mind.Answer breaksOff(CountDownLatch thinking) throws MindException {
    thinking.countDown();
    try {
      new CountDownLatch(1).await();
      throw new IllegalStateException("nobody called it off");
    } catch (InterruptedException e) {
      throw new MindException(MindException.Kind.CONTEXT_FULL, "broken off", List.of());
    }
  }

  @Test
  void aNewcomerTooFarFromTheOriginalIsOneTooMany() throws Exception {
    setting.admission(
        new Admission() {
          @Override
          public Duration loading() {
            return Duration.ZERO;
          }

          @Override
          public boolean permits(ProcessKey peer) {
            return false;
          }
        });
    try (Broker broker = setting.open()) {
      assertThat(client.attach()).contains("no-memory", "no room for another context");
      assertThat(log.all(LeaseRefused.class))
          .singleElement()
          .satisfies(refused -> assertThat(refused.overCap()).isTrue());
      assertThat(broker.ended().get(10, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.CAP);
    }
  }

  @Test
  void aContextIsGivenWhenTheModelIsLoadedAndNotBefore() throws Exception {
    var loader = new CompletableFuture<Thread>();
    var loaded = new AtomicBoolean();
    setting.admission(
        new Admission() {
          @Override
          public Duration loading() {
            loader.complete(Thread.currentThread());
            return Duration.ofHours(1);
          }

          @Override
          public boolean permits(ProcessKey peer) {
            loaded.set(true);
            return true;
          }
        });
    try (Broker broker = setting.open();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = executor.submit(client::attach);
      Thread loading = loader.get(10, TimeUnit.SECONDS);
      Soon.await(
          "it loads", () -> loading.getState() == Thread.State.TIMED_WAITING || loaded.get());
      assertThat(loaded).isFalse();
      loading.interrupt();
      assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
      assertThat(broker.liveLeases()).isEmpty();
    }
  }

  @Test
  void aProcessThatEndedAsItAskedGetsNoLease() throws Exception {
    setting.peers(
        new GivenPeers() {
          @Override
          public Optional<ProcessSnapshot> snapshot(ProcessKey process) {
            return Optional.empty();
          }
        });
    try (Broker broker = setting.open()) {
      assertThat(client.attach()).contains("no-memory", "has ended");
      assertThat(broker.liveLeases()).isEmpty();
    }
  }

  @Test
  void aHolderThatCannotBeWatchedIsOurFaultAndGetsNoThought() throws Exception {
    setting.peers(
        new GivenPeers() {
          @Override
          public Closeable whenEnded(ProcessKey process, Runnable action) throws IOException {
            throw new IOException("too many open files");
          }
        });
    try (Broker broker = setting.open()) {
      assertThat(client.attach()).contains("model-failure").doesNotContain("files");
      assertThat(broker.fault())
          .hasValueSatisfying(
              fault -> assertThat(fault).contains("cannot be watched", "too many open files"));
      assertThat(log.all(Observation.HarnessFault.class)).hasSize(1);
      String word = broker.freshWord();
      broker.prepare(word, List.of(new Step.Finish("done")));
      assertThat(client.run("c-1", word)).contains("unknown-context");
    }
  }
}
