package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class FrameChannelTests {
  @Test
  void aMessageOnTheWayAsTheBrokerClosesMeetsAClosedConnectionAndNoFlaw() throws Exception {
    var timer = Executors.newSingleThreadScheduledExecutor();
    timer.shutdownNow();
    try (var server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var client = SocketChannel.open(server.getLocalAddress())) {
      var frames = new FrameChannel(client, Duration.ofSeconds(5), timer, new Semaphore(1));
      var message = JsonMapper.builder().build().createObjectNode();

      assertThatThrownBy(() -> frames.write(message)).isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(frames::read).isInstanceOf(ClosedChannelException.class);
    }
  }
}
