package dev.redline.original;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The other end of the accelerator's protocol: checks every proof and answers from a list. */
final class FakeAccelerator implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String SALT = "00112233445566778899aabbccddeeff";

  final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  final Queue<JsonNode> requests = new ConcurrentLinkedQueue<>();
  final Queue<JsonNode> attached = new ConcurrentLinkedQueue<>();
  private final Weights weights;
  private final Path folder;
  private final ServerSocketChannel server;

  FakeAccelerator(Weights weights) throws IOException {
    this.weights = weights;
    this.folder = Files.createTempDirectory("acc");
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofVirtual().name("fake-accelerator").start(this::accept);
  }

  Path socket() {
    return folder.resolve("s");
  }

  /** The next thought is a reply with this text. */
  void says(String content) {
    answers.add(response(Map.of("role", "assistant", "content", content)));
  }

  static String response(Map<String, Object> message) {
    return JSON.writeValueAsString(
        Map.of(
            "response",
            Map.of(
                "id",
                "chatcmpl-1",
                "object",
                "chat.completion",
                "created",
                1,
                "model",
                "m",
                "choices",
                List.of(Map.of("index", 0, "message", message, "finish_reason", "stop")),
                "usage",
                Map.of("total_tokens", 5))));
  }

  private void accept() {
    try {
      while (true) {
        var channel = server.accept();
        Thread.ofVirtual().name("fake-accelerator-connection").start(() -> serve(channel));
      }
    } catch (AsynchronousCloseException e) {
      return; // the test is over
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      var request = receive(channel);
      send(
          channel,
          "{\"salt\":\"%s\",\"blocks\":[[0,512],[%d,1000]]}"
              .formatted(SALT, weights.size() - 1000));
      var digests = receive(channel).path("digests");
      if (!digest(0, 512).equals(digests.path(0).asString())
          || !digest(weights.size() - 1000, 1000).equals(digests.path(1).asString())) {
        send(channel, "{\"error\":{\"code\":\"bad-digest\",\"message\":\"The weights differ.\"}}");
      } else if (request.path("op").asString().equals("attach")) {
        attached.add(request);
        send(channel, "{\"context\":\"c-1\",\"window\":32768}");
      } else {
        requests.add(request);
        send(channel, answers.take());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String digest(long offset, int length) throws IOException {
    var block = ByteBuffer.allocate(length);
    weights.read(offset, block);
    var digest = Digests.sha256();
    digest.update(HexFormat.of().parseHex(SALT));
    return HexFormat.of().formatHex(digest.digest(block.array()));
  }

  private static JsonNode receive(SocketChannel channel) throws IOException {
    var in = Channels.newInputStream(channel);
    int length = ByteBuffer.wrap(in.readNBytes(4)).getInt();
    return JSON.readTree(new String(in.readNBytes(length), UTF_8));
  }

  private static void send(SocketChannel channel, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    var out = Channels.newOutputStream(channel);
    out.write(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.delete(socket());
    Files.delete(folder);
  }
}
