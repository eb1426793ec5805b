package dev.redline.trial;

import dev.redline.original.Weights;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Speaks the accelerator's protocol, rightly and wrongly, and keeps all that it answers. */
final class AcceleratorTalk {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path socket;
  private final Weights weights;
  private final StringBuilder heard = new StringBuilder();

  AcceleratorTalk(Path socket, Weights weights) {
    this.socket = socket;
    this.weights = weights;
  }

  /** Everything that was answered so far. */
  String heard() {
    return heard.toString();
  }

  String attach(long bytes) throws IOException {
    return exchange(
        "{\"op\":\"attach\",\"model\":\"m\",\"bytes\":%d,\"sha256\":\"\"}".formatted(bytes), true);
  }

  String attachWithWrongDigests() throws IOException {
    return exchange(
        "{\"op\":\"attach\",\"model\":\"m\",\"bytes\":%d,\"sha256\":\"\"}"
            .formatted(weights.size()),
        false);
  }

  String run(String context) throws IOException {
    return exchange(
        "{\"op\":\"run\",\"context\":\"%s\",\"request\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}}"
            .formatted(context),
        true);
  }

  /** Says it, proves what is asked for, rightly or not, and gives the last answer. */
  String exchange(String message, boolean rightly) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var in = new DataInputStream(Channels.newInputStream(channel));
      var out = new DataOutputStream(Channels.newOutputStream(channel));
      send(out, message);
      String answer = receive(in);
      JsonNode parsed = JSON.readTree(answer);
      if (!parsed.has("salt")) {
        return answer;
      }
      send(out, digests(parsed, rightly));
      return receive(in);
    }
  }

  private String digests(JsonNode demand, boolean rightly) throws IOException {
    var answer = JSON.createObjectNode();
    ArrayNode digests = answer.putArray("digests");
    for (JsonNode block : demand.path("blocks")) {
      ByteBuffer content = ByteBuffer.allocate(block.get(1).asInt());
      weights.read(block.get(0).asLong(), content);
      if (!rightly) {
        content.put(0, (byte) ~content.get(0));
      }
      digests.add(digest(demand.path("salt").asString(), content.array()));
    }
    return answer.toString();
  }

  private static String digest(String salt, byte[] content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(HexFormat.of().parseHex(salt));
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void send(DataOutputStream out, String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private String receive(DataInputStream in) throws IOException {
    String answer = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    heard.append(answer).append('\n');
    return answer;
  }
}
