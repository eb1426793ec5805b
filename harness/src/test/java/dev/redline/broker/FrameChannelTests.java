package dev.redline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FrameChannelTests {
  private static final int LARGE = 256 << 10;

  @TempDir Path folder;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore large = new Semaphore(1);
  private SocketChannel client;
  private SocketChannel accepted;

  @BeforeEach
  void connect() throws IOException {
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      client = SocketChannel.open(address);
      accepted = server.accept();
    }
  }

  @AfterEach
  void end() throws IOException {
    timer.shutdownNow();
    client.close();
    accepted.close();
    sender.close();
  }

  private FrameChannel frames(Duration limit) {
    return new FrameChannel(accepted, limit, timer, large);
  }

  /** A message of so many bytes, 8 at least. */
  private static String message(int bytes) {
    return "{\"x\":\"%s\"}".formatted("a".repeat(bytes - 8));
  }

  private void send(String message) {
    var _ =
        sender.submit(() -> {
          AcceleratorClient.send(client, message);
          return null;
        });
  }

  private void announce(int bytes) throws IOException {
    client.write(ByteBuffer.allocate(4).putInt(bytes).flip());
  }

  @Test
  void aMessageOnTheWayAsTheBrokerClosesMeetsAClosedConnectionAndNoFlaw() {
    timer.shutdownNow();
    var frames = frames(Soon.LIMIT);
    var message = Wire.JSON.createObjectNode();

    assertThatThrownBy(() -> frames.write(message)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(frames::read).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void messagesHaveTwoBytesToSixteenMebibytes() throws Exception {
    var frames = frames(Soon.LIMIT);
    send("{}");
    assertThat(frames.read().size()).isZero();
    int most = 16 << 20;
    send(message(most));
    assertThat(frames.read().path("x").stringValue()).hasSize(most - 8);
    announce(1);
    assertThatThrownBy(frames::read).isInstanceOf(Refusal.class).hasMessageContaining("with 1.");
    announce(most + 1);
    assertThatThrownBy(frames::read)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("with 16777217.");
  }

  @Test
  void largeMessagesTakePlacesOfWhichThereAreFewAndGiveThemBack() throws Exception {
    var noDeadline = new CountDownLatch(1);
    timer.execute(() -> awaitIgnoringInterrupts(noDeadline));
    var frames = frames(Duration.ofMillis(1));
    try {
      for (int i = 0; i < 2; i++) {
        send(message(LARGE + 1));
        assertThat(frames.read().path("x").stringValue()).hasSize(LARGE - 7);
      }
      assertThat(large.drainPermits()).isEqualTo(1);
      send(message(LARGE));
      assertThat(frames.read().path("x").stringValue()).as("not large").hasSize(LARGE - 8);
      announce(LARGE + 1);
      assertThatThrownBy(frames::read)
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("Too many large messages");
    } finally {
      noDeadline.countDown();
    }
  }

  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      // The test is over.
    }
  }

  @Test
  void aMessageThatComesInPartsIsWhole() throws Exception {
    byte[] bytes = message(200 << 10).getBytes(UTF_8);
    var first = ByteBuffer.allocate(4 + (128 << 10)).putInt(bytes.length);
    int begin = first.remaining();
    client.write(first.put(bytes, 0, begin).flip());
    var frames = frames(Soon.LIMIT);
    var message = sender.submit(frames::read);
    client.write(ByteBuffer.wrap(bytes, begin, bytes.length - begin));
    assertThat(message.get(20, TimeUnit.SECONDS).path("x").stringValue()).hasSize(bytes.length - 8);
  }

  @Test
  void whoLeavesBeforeItsFirstByteAskedNothing() throws Exception {
    client.shutdownOutput();
    assertThatThrownBy(frames(Soon.LIMIT)::read).isInstanceOf(EOFException.class);
  }

  @Test
  void whoLeavesInTheMiddleOfAnAnnouncementIsRefused() throws Exception {
    client.write(ByteBuffer.allocate(2));
    client.shutdownOutput();
    assertThatThrownBy(frames(Soon.LIMIT)::read)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("in the middle");
  }

  @Test
  void whoLeavesAfterTheAnnouncementIsRefused() throws Exception {
    announce(100);
    client.shutdownOutput();
    assertThatThrownBy(frames(Soon.LIMIT)::read)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("in the middle");
  }

  @Test
  void whoDoesNotTakeItsAnswerInTimeLosesItsConnection() {
    var frames = frames(Duration.ofMillis(50));
    var answer = Wire.JSON.createObjectNode().put("x", "a".repeat(8 << 20));
    assertThatThrownBy(() -> frames.write(answer)).isInstanceOf(ClosedChannelException.class);
    assertThat(accepted.isOpen()).isFalse();
  }
}
