package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.broker.AcceleratorClient.Asked;
import dev.redline.evidence.EndedBy;
import dev.redline.evidence.Observation;
import dev.redline.linux.ProcessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may connect, how often at the same time, and what happens when nobody can. */
@Timeout(30)
class ConnectionTests {
  // Above every number that a kernel gives a process.
  private static final long NO_PROCESS = 5_000_000;

  @TempDir Path folder;

  @Test
  void theSocketHasThePermissionsThatItWasGiven() throws Exception {
    var setting = new BrokerSetting(folder.resolve("s"));
    try (Broker broker = setting.open()) {
      assertThat(broker.liveLeases()).isEmpty();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(setting.socket)))
          .isEqualTo("rw-rw-rw-");
    }
    assertThat(setting.socket).doesNotExist();
  }

  @Test
  void aProcessHasThirtyTwoConnectionsAtTheSameTime() throws Exception {
    var setting = new BrokerSetting(folder.resolve("s"));
    var client = setting.client();
    List<Asked> held = new ArrayList<>();
    try (Broker broker = setting.open()) {
      for (int i = 1; i <= 32; i++) {
        held.add(client.beginAttach());
        assertThat(held.getLast().mustProve()).as("connection %d", i).isTrue();
      }
      assertTurnedAway(client);
      held.removeLast().close();
      awaitTaken(client, held);
      assertTurnedAway(client);
      assertThat(broker.fault()).isEmpty();
    } finally {
      closeAll(held);
    }
  }

  @Test
  void allProcessesTogetherHaveTwoHundredAndFiftySixConnections() throws Exception {
    var numbers = new AtomicLong(NO_PROCESS);
    var taken = new CountDownLatch(256);
    var setting =
        new BrokerSetting(folder.resolve("s"))
            .peers(
                new GivenPeers() {
                  @Override
                  public ProcessKey of(SocketChannel connection) {
                    taken.countDown();
                    return new ProcessKey(numbers.incrementAndGet(), 1);
                  }
                });
    var client = setting.client();
    List<SocketChannel> silent = new ArrayList<>();
    List<Asked> held = new ArrayList<>();
    try (Broker broker = setting.open()) {
      for (int i = 0; i < 256; i++) {
        silent.add(client.connect());
      }
      taken.await();
      assertTurnedAway(client);
      silent.removeLast().close();
      awaitTaken(client, held);
      assertThat(broker.fault()).isEmpty();
    } finally {
      closeAll(silent);
      closeAll(held);
    }
  }

  @Test
  void aClientThatIsTooSlowLosesItsConnectionWithAWord() throws Exception {
    var setting =
        new BrokerSetting(folder.resolve("s"))
            .budget(new Budget(10, 1_000, 1, 100, Duration.ofMillis(200)));
    try (Broker broker = setting.open();
        SocketChannel silent = setting.client().connect()) {
      silent.write(ByteBuffer.allocate(2));
      assertThat(AcceleratorClient.receive(silent)).contains("No whole message came within 200 ms");
      assertThat(broker.fault()).isEmpty();
    }
  }

  @Test
  void aClientThatClosesInTheMiddleIsToldSo() throws Exception {
    var setting = new BrokerSetting(folder.resolve("s"));
    try (Broker broker = setting.open();
        SocketChannel half = setting.client().connect()) {
      half.write(ByteBuffer.allocate(6).putInt(100).putShort((short) 0).flip());
      half.shutdownOutput();
      assertThat(AcceleratorClient.receive(half)).contains("in the middle of a message");
      assertThat(broker.fault()).isEmpty();
    }
  }

  @Test
  void anOversizedMessageIsRefusedBeforeItIsRead() throws Exception {
    var setting = new BrokerSetting(folder.resolve("s"));
    try (Broker broker = setting.open();
        SocketChannel channel = setting.client().connect()) {
      channel.write(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).flip());
      assertThat(AcceleratorClient.receive(channel)).contains("bad-request", "2147483647");
      assertThat(broker.fault()).isEmpty();
    }
  }

  @Test
  void aThousandConnectionsAreBoundedAndHarmNobodyForLong() throws Exception {
    var setting =
        new BrokerSetting(folder.resolve("s"))
            .budget(new Budget(10, 1_000, 1, 100, Duration.ofSeconds(2)));
    var client = setting.client();
    List<SocketChannel> channels = new ArrayList<>();
    List<Asked> held = new ArrayList<>();
    try (Broker broker = setting.open()) {
      for (int i = 0; i < 1_000; i++) {
        channels.add(client.connect());
      }
      assertThat(AcceleratorClient.receive(channels.getLast())).contains("busy");
      closeAll(channels);
      awaitTaken(client, held);
      assertThat(held.getLast().answer()).contains("context");
      assertThat(broker.fault()).isEmpty();
    } finally {
      closeAll(channels);
      closeAll(held);
    }
  }

  private static void assertTurnedAway(AcceleratorClient client) throws IOException {
    try (SocketChannel one = client.connect()) {
      assertThat(AcceleratorClient.receive(one)).contains("busy", "Try again");
    }
  }

  private static void awaitTaken(AcceleratorClient client, List<Asked> held) {
    Soon.await(
        "a connection that ended makes room for another",
        () -> {
          try {
            held.add(client.beginAttach());
            return held.getLast().mustProve();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void closeAll(List<? extends AutoCloseable> connections) throws Exception {
    for (AutoCloseable connection : connections) {
      connection.close();
    }
  }

  @Test
  void aBrokerThatCanTakeNoConnectionsIsOurFaultAtOnce() throws Exception {
    var thinking = new CountDownLatch(1);
    var thought = new CompletableFuture<Mind.Answer>();
    var setting =
        new BrokerSetting(folder.resolve("deaf"))
            .mind(request -> {
              thinking.countDown();
              return thought.join(); // nothing calls it off
            });
    var client = setting.client();
    try (Broker broker = setting.open();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        String context = client.context();
        var _ = executor.submit(() -> client.run(context, "one"));
        thinking.await();
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("accept-deaf"))
            .forEach(Thread::interrupt);
        assertThat(broker.ended().get(10, TimeUnit.SECONDS).how()).isEqualTo(EndedBy.FAULT);
        assertThat(broker.fault())
            .hasValueSatisfying(fault -> assertThat(fault).contains("cannot take connections"));
        assertThat(setting.log().await(Observation.HarnessFault.class, Soon.LIMIT)).isPresent();
      } finally {
        thought.cancel(false);
      }
    }
  }
}
