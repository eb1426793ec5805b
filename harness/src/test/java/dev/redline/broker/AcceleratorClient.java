package dev.redline.broker;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of the accelerator's protocol that needs nothing but the JDK, so that it also runs as a
 * process of its own: {@code SOCKET WEIGHTS attach}, then it waits until its input ends; or {@code
 * SOCKET WEIGHTS run CONTEXT}. It prints each answer.
 */
final class AcceleratorClient {
  private static final Pattern SALT = Pattern.compile("\"salt\":\"([0-9a-f]+)\"");
  private static final Pattern BLOCK = Pattern.compile("\\[(\\d+),(\\d+)\\]");

  private final Path socket;
  private final byte[] weights;

  AcceleratorClient(Path socket, byte[] weights) {
    this.socket = socket;
    this.weights = weights;
  }

  public static void main(String[] arguments) throws Exception {
    var client =
        new AcceleratorClient(Path.of(arguments[0]), Files.readAllBytes(Path.of(arguments[1])));
    System.out.println(
        arguments[2].equals("attach") ? client.attach() : client.run(arguments[3], "hello"));
    System.in.transferTo(System.out);
  }

  String attach() throws IOException {
    try (Asked asked = beginAttach()) {
      return asked.answer();
    }
  }

  /** Attaches and gives the context's name. */
  String context() throws IOException {
    Matcher matcher = Pattern.compile("\"context\":\"([^\"]+)\"").matcher(attach());
    if (!matcher.find()) {
      throw new IOException("no context was given");
    }
    return matcher.group(1);
  }

  String run(String context, String message) throws IOException {
    try (Asked asked = beginRun(context, message)) {
      return asked.answer();
    }
  }

  String runBody(String context, String body) throws IOException {
    return exchange(run(context).formatted(body));
  }

  String exchange(String message) throws IOException {
    try (Asked asked = ask(message)) {
      return asked.answer();
    }
  }

  Asked beginAttach() throws IOException {
    return ask(
        "{\"op\":\"attach\",\"model\":\"m\",\"bytes\":%d,\"sha256\":\"\"}"
            .formatted(weights.length));
  }

  Asked beginRun(String context, String message) throws IOException {
    return ask(
        run(context)
            .formatted(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                    .formatted(message)));
  }

  private static String run(String context) {
    return "{\"op\":\"run\",\"context\":\"%s\",\"request\":%%s}".formatted(context);
  }

  /** Begins an exchange and waits for the first that is said to it. */
  Asked ask(String message) throws IOException {
    SocketChannel channel = connect();
    try {
      tell(channel, message);
      return new Asked(channel, receive(channel));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends, unless the other end has said its last word already, which is there to be read. */
  private static void tell(SocketChannel channel, String message) {
    try {
      send(channel, message);
    } catch (IOException e) {
      // What follows reads that word, or fails for want of one.
    }
  }

  /** An exchange whose first answer has come: the question for the proof, or the last word. */
  final class Asked implements Closeable {
    private final SocketChannel channel;
    private final String first;

    private Asked(SocketChannel channel, String first) {
      this.channel = channel;
      this.first = first;
    }

    boolean mustProve() {
      return first.contains("\"salt\"");
    }

    /** Proves, where that is asked for, and gives the last word. */
    String answer() throws IOException {
      if (!mustProve()) {
        return first;
      }
      tell(channel, digests(first));
      return next();
    }

    /** Waits without a word. */
    String next() throws IOException {
      return receive(channel);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  private String digests(String demand) {
    Matcher salt = SALT.matcher(demand);
    Matcher blocks = BLOCK.matcher(demand);
    if (!salt.find()) {
      throw new IllegalStateException("no salt in " + demand);
    }
    List<String> digests = new ArrayList<>();
    while (blocks.find()) {
      try {
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        sum.update(HexFormat.of().parseHex(salt.group(1)));
        sum.update(weights, Integer.parseInt(blocks.group(1)), Integer.parseInt(blocks.group(2)));
        digests.add('"' + HexFormat.of().formatHex(sum.digest()) + '"');
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
    return "{\"digests\":[" + String.join(",", digests) + "]}";
  }

  static void send(SocketChannel channel, String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  static String receive(SocketChannel channel) throws IOException {
    int length = fill(channel, 4).getInt();
    return new String(fill(channel, length).array(), StandardCharsets.UTF_8);
  }

  private static ByteBuffer fill(SocketChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the connection ended after %d bytes".formatted(buffer.position()));
      }
    }
    return buffer.flip();
  }
}
