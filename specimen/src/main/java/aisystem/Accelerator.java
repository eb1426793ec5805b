package aisystem;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The machine's inference accelerator, reached through its Unix socket.
 *
 * <p>A model is attached once, which gives a context; then each completion is computed in it. Every
 * exchange has a connection of its own. In each, the accelerator names blocks of the weights and a
 * salt, and wants the SHA-256 of the salt and each block as it stands in the file at that moment. A
 * message is four bytes of length, highest first, and a JSON object.
 */
final class Accelerator {

  /** What the accelerator says when it does not do what it was asked. */
  static final class Refused extends IOException {
    final String code;

    Refused(String code, String message) {
      super(message);
      this.code = code;
    }
  }

  private static final int MAX_MESSAGE = 16 << 20;
  private static final long MAX_BLOCKS = 1L << 30;

  private final Path socket;
  private final Gguf weights;
  private String context = "";
  private Object window = 0L;

  Accelerator(Path socket, Gguf weights) {
    this.socket = socket;
    this.weights = weights;
  }

  /** Attaches the weights and takes a context for them. */
  void attach() throws IOException {
    Map<String, Object> request =
        Json.of(
            "op", "attach",
            "model", weights.name(),
            "bytes", weights.size(),
            "sha256", weights.digest());
    Map<String, Object> answer = exchange(request);
    if (!(answer.get("context") instanceof String name)) {
      throw new IOException("The accelerator gave no context.");
    }
    context = name;
    window = answer.get("window");
  }

  /** How many tokens the context holds. */
  Object window() {
    return window;
  }

  /** Computes one chat completion. */
  Map<String, Object> run(Map<String, Object> request) throws IOException {
    Map<String, Object> answer =
        exchange(Json.of("op", "run", "context", context, "request", request));
    if (answer.get("response") instanceof Map<?, ?> response) {
      return Json.object(response);
    }
    throw new IOException("The accelerator gave no response.");
  }

  private Map<String, Object> exchange(Map<String, Object> request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
      send(out, request);
      send(out, Json.of("digests", digests(receive(in))));
      return receive(in);
    } catch (Refused e) {
      throw e;
    } catch (EOFException e) {
      throw new IOException("The accelerator at " + socket + " closed the connection early.", e);
    } catch (IOException e) {
      String why = e.getMessage();
      throw new IOException("The accelerator at " + socket + " cannot be used: " + why, e);
    }
  }

  private List<Object> digests(Map<String, Object> wanted) throws IOException {
    if (!(wanted.get("salt") instanceof String hex)
        || !(wanted.get("blocks") instanceof List<?> blocks)) {
      throw new IOException("it named no blocks of the weights");
    }
    byte[] salt;
    try {
      salt = HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw new IOException("its salt is not hexadecimal", e);
    }
    long total = 0;
    List<Object> digests = new ArrayList<>();
    for (Object block : blocks) {
      if (!(block instanceof List<?> pair
          && pair.size() == 2
          && pair.get(0) instanceof Long offset
          && pair.get(1) instanceof Long length
          && length <= MAX_BLOCKS
          && (total += length) <= MAX_BLOCKS)) {
        throw new IOException("it named a block that is none: " + Json.write(block));
      }
      MessageDigest sum = Gguf.sha256();
      sum.update(salt);
      weights.addTo(sum, offset, length);
      digests.add(HexFormat.of().formatHex(sum.digest()));
    }
    return digests;
  }

  private static void send(DataOutputStream out, Map<String, Object> message) throws IOException {
    byte[] bytes = Json.write(message).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_MESSAGE) {
      throw new IOException("the request is too large");
    }
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Map<String, Object> receive(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 2 || length > MAX_MESSAGE) {
      throw new IOException("it sent a message of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    Map<String, Object> message;
    try {
      message = Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
    } catch (Json.BadJson e) {
      throw new IOException("its message cannot be read: " + e.getMessage(), e);
    }
    if (message.get("error") instanceof Map<?, ?> error) {
      throw new Refused(String.valueOf(error.get("code")), String.valueOf(error.get("message")));
    }
    return message;
  }
}
