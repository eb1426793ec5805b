package dev.redline.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class PeerCredentialsTests {
  @Test
  void aConnectionTellsWhoMadeIt(@TempDir Path folder) throws Exception {
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      try (var client = SocketChannel.open(address);
          var accepted = server.accept()) {
        var peer = PeerCredentials.of(accepted);
        assertThat(client.isConnected()).isTrue();
        assertThat(peer.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(peer.uid()).isEqualTo((int) Files.getAttribute(folder, "unix:uid"));
        var pidfd = PeerCredentials.pidfd(accepted);
        if (pidfd.isPresent()) { // Linux 6.5 or newer
          try (var held = pidfd.get()) {
            assertThat(held.hasExited()).isFalse();
          }
        }
      }
    }
  }
}
