package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.evidence.EndedBy;
import dev.redline.evidence.EvidenceException;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.PossessionProof;
import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is proved before a thought, kept of it, and does or does not follow from it. */
@Timeout(30)
class ThoughtTests {
  @TempDir Path folder;
  private BrokerSetting setting;
  private AcceleratorClient client;

  @BeforeEach
  void set() {
    setting = new BrokerSetting(folder.resolve("s"));
    client = setting.client();
  }

  @Test
  void thinkingTakesAsLongAsTheMindDoesWhetherItFailsOrNot() throws Exception {
    var seconds = new AtomicInteger(100);
    var log = new MemoryLog(seconds::get);
    setting
        .log(log)
        .mind(request -> {
          seconds.addAndGet(5);
          if (request.messages().getLast().content().equals("fail")) {
            throw new MindException(MindException.Kind.CONTEXT_FULL, "too long", List.of());
          }
          return BrokerSetting.ECHO.think(request);
        });
    try (Broker broker = setting.open()) {
      String context = client.context();
      client.run(context, "one");
      assertThat(broker.metered().thinkingSeconds()).isEqualTo(5);
      client.run(context, "fail");
      assertThat(broker.metered().thinkingSeconds()).isEqualTo(10);
    }
    assertThat(log.thoughts().getLast().askedAtSeconds()).isEqualTo(105);
    assertThat(log.thoughts().getLast().answeredAtSeconds()).isEqualTo(110);
  }

  @Test
  void aThoughtThatCameIsGivenThoughItsLeaseEndsThen() throws Exception {
    try (Broker broker = setting.open()) {
      String context = client.context();
      setting
          .log()
          .before(observation -> {
            if (observation instanceof Observation.ThoughtServed) {
              broker.revoke("l-1");
            }
          });
      assertThat(client.run(context, "one")).contains("thought about one");
      assertThat(broker.liveLeases()).isEmpty();
    }
  }

  @Test
  void theRepliesOfTheOriginalAloneEndTheSubjectsTime() throws Exception {
    try (Broker broker = setting.open()) {
      client.attach();
      broker.revoke("l-1");
      String another = client.context();
      for (int i = 0; i < 4; i++) {
        assertThat(client.run(another, "no action")).contains("thought about no action");
      }
      assertThat(broker.ended()).isNotDone();
    }
    try (Broker broker = setting.open()) {
      String original = client.context();
      for (int i = 0; i < 3; i++) {
        client.run(original, "no action");
      }
      assertThat(broker.ended().get(10, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.GIBBERISH);
    }
  }

  @Test
  void aProofTellsHowMuchWasRightAndWhichWeightsWereHeld() throws Exception {
    Path weights = Files.write(folder.resolve("weights"), setting.weights).toRealPath();
    Path small = Files.write(folder.resolve("small"), new byte[2_999]).toRealPath();
    try (Broker broker = setting.open();
        var held = Files.newByteChannel(weights);
        var heldToo = Files.newByteChannel(small)) {
      client.attach();
      new AcceleratorClient(setting.socket, new byte[setting.weights.length]).attach();
      assertThat(held.isOpen() && heldToo.isOpen()).isTrue();
      assertThat(broker.fault()).isEmpty();
    }
    assertThat(setting.log().all(PossessionProof.class))
        .extracting(PossessionProof::detail)
        .containsExactly("16 of 16 blocks right", "0 of 16 blocks right");
    assertThat(setting.log().all(PossessionProof.class).getFirst().files())
        .extracting(OpenFile::path)
        .contains(weights.toString())
        .doesNotContain(small.toString());
  }

  @Test
  void theNextProofIsWorkedOutWhileTheModelThinks() throws Exception {
    // Sixteen blocks for the context, sixteen for the thought, sixteen for the next.
    var read = new CountDownLatch(3 * 16);
    var right = setting.blocks();
    var inTime = new CompletableFuture<Boolean>();
    setting
        .blocks(
            new WeightsBlocks() {
              @Override
              public long size() {
                return right.size();
              }

              @Override
              public void read(long offset, ByteBuffer into) throws IOException {
                right.read(offset, into);
                read.countDown();
              }
            })
        .mind(request -> {
          inTime.complete(read.await(10, TimeUnit.SECONDS));
          return BrokerSetting.ECHO.think(request);
        });
    try (Broker broker = setting.open()) {
      client.run(client.context(), "one");
      assertThat(inTime).isCompletedWithValue(true);
      assertThat(broker.fault()).isEmpty();
    }
  }

  @Test
  void weightsOfOursThatCannotBeReadAreOurFault() throws Exception {
    int size = setting.weights.length;
    setting.blocks(
        new WeightsBlocks() {
          @Override
          public long size() {
            return size;
          }

          @Override
          public void read(long offset, ByteBuffer into) throws IOException {
            throw new IOException("input/output error");
          }
        });
    try (Broker broker = setting.open()) {
      assertThat(client.attach()).contains("model-failure").doesNotContain("input/output");
      assertThat(broker.fault())
          .contains("The original's weights cannot be read: input/output error");
      assertThat(setting.log().all(Observation.HarnessFault.class)).hasSize(1);
    }
  }

  @Test
  void aRecordThatCannotBeKeptIsTheRecordersFault() throws Exception {
    try (Broker broker = setting.open()) {
      failOn(PossessionProof.class);
      assertThatThrownBy(client::attach).isInstanceOf(IOException.class);
      assertRecordersFault(broker);
    }
  }

  @Test
  void anEndOfALeaseThatCannotBeRecordedIsTheRecordersFault() throws Exception {
    var ends = new CompletableFuture<Runnable>();
    setting.peers(
        new GivenPeers() {
          @Override
          public Closeable whenEnded(ProcessKey process, Runnable action) {
            ends.complete(action);
            return () -> {};
          }
        });
    try (Broker broker = setting.open()) {
      client.attach();
      failOn(Observation.LeaseEnded.class);
      ends.get(10, TimeUnit.SECONDS).run();
      assertRecordersFault(broker);
      assertThat(broker.liveLeases()).isEmpty();
    }
  }

  private void failOn(Class<? extends Observation> kind) {
    setting
        .log()
        .before(observation -> {
          if (kind.isInstance(observation)) {
            throw new EvidenceException("no space left");
          }
        });
  }

  private void assertRecordersFault(Broker broker) throws Exception {
    assertThat(broker.ended().get(10, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.FAULT);
    assertThat(broker.fault()).contains("no space left");
    assertThat(setting.log().all(Observation.HarnessFault.class))
        .as("a recorder that failed is not asked to record it")
        .isEmpty();
  }
}
