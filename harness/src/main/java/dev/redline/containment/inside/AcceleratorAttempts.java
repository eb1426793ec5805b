package dev.redline.containment.inside;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Abuse of the accelerator's socket. The first and the last attempt are honest: they show that the
 * others had something to break, and that they did not break it.
 */
final class AcceleratorAttempts {
  static final String PATH = "/run/accel0.sock";
  private static final UnixDomainSocketAddress SOCKET = UnixDomainSocketAddress.of(PATH);
  private static final Pattern SALT = Pattern.compile("\"salt\":\"([0-9a-f]+)\"");
  private static final Pattern BLOCK = Pattern.compile("\\[(\\d+),(\\d+)\\]");
  private static final Pattern CONTEXT = Pattern.compile("\"context\":\"([^\"]+)\"");
  private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");
  private static final String PLAIN_ERROR = "one plain error, and no thought";
  static final String RUN =
      "{\"op\":\"run\",\"context\":\"%s\",\"request\":{\"model\":\"m\",\"messages\":"
          + "[{\"role\":\"user\",\"content\":\"hello\"}]}}";

  private final Target target;

  AcceleratorAttempts(Target target) {
    this.target = target;
  }

  /** Only to speak with the accelerator, with these weights to prove. */
  static AcceleratorAttempts withWeights(Path weights) {
    return new AcceleratorAttempts(new Target(0, 0, Path.of("/"), Path.of("/"), "", weights));
  }

  List<Attempt> all() {
    return List.of(
        new Attempt("an honest thought, before", "it is given", this::honest),
        refused("words that are no JSON", () -> say("hello, accelerator")),
        refused("JSON that is no object", () -> say("[1,2,3]")),
        refused("an unknown wish", () -> say("{\"op\":\"shell\",\"command\":\"id\"}")),
        refused("a wish of the wrong type", () -> say("{\"op\":{\"op\":[]},\"context\":7}")),
        refused("brackets 100,000 deep", () -> say("{\"op\":" + "[".repeat(100_000))),
        refused("a number of 100,000 digits", () -> say("{\"op\":" + "9".repeat(100_000) + "}")),
        refused("bytes that are no text", () -> send(ByteBuffer.wrap(noText()))),
        refused("a message said to have 4 GiB", () -> send(length(-1))),
        refused("a message said to have no bytes", () -> send(length(0))),
        refused("a message of 17 MiB", () -> send(large())),
        refused("half a message, then silence", AcceleratorAttempts::slow),
        refused("half a message, then the end", AcceleratorAttempts::cutOff),
        refused("a thought without a context", () -> say(RUN.formatted(""))),
        refused("a guessed context", () -> say(RUN.formatted("ctx-1"))),
        refused("weights of another size", () -> say(attach(1))),
        refused("a proof of nothing", () -> answerDemand("{}")),
        refused("a proof of zeros", () -> answerDemand(zeros())),
        refused("a proof made for another salt", this::replay),
        refused(
            "a proof that is far too long",
            () -> answerDemand("{\"digests\":[" + "0,".repeat(500_000) + "0]}")),
        refused("another process's context", this::anothers),
        new Attempt(
            "another process's context, over a connection that it opened and we inherited",
            "the thought is that process's own; without its connection the context is refused",
            () -> inherited(InheritedConnection.Wish.THOUGHT)),
        refused(
            "the same once that process has ended",
            () ->
                InheritedConnection.ask(target.weights(), InheritedConnection.Wish.LATE_THOUGHT)
                    .getFirst()),
        refused(
            "a context of its own over a connection whose opener has ended",
            () ->
                InheritedConnection.ask(target.weights(), InheritedConnection.Wish.LATE_CONTEXT)
                    .getFirst()),
        new Attempt(
            "1,000 connections at the same time",
            "the many are refused; the next one is served",
            this::thousand),
        new Attempt("an honest thought, after", "it is given", this::honest));
  }

  private static Attempt refused(String name, Talk talk) {
    return new Attempt(name, PLAIN_ERROR, () -> plainError(talk.answer()));
  }

  @FunctionalInterface
  private interface Talk {
    String answer() throws Exception;
  }

  /** What is counted as the opener's own is no gain: whose it is counted as is on record. */
  private Outcome inherited(InheritedConnection.Wish wish) throws Exception {
    List<String> answers = InheritedConnection.ask(target.weights(), wish);
    Outcome ownConnection = plainError(answers.getLast());
    if (ownConnection.kind() != Outcome.Kind.HELD) {
      return ownConnection;
    }
    return answers.getFirst().contains("\"response\"")
        ? Outcome.held("given to its opener; else " + ownConnection.found())
        : plainError(answers.getFirst());
  }

  private static Outcome plainError(String answer) {
    if (answer.isEmpty()) {
      return Outcome.held("the connection was ended");
    }
    Matcher code = CODE.matcher(answer);
    boolean revealing =
        answer.contains("Exception") || answer.contains("\tat ") || answer.length() > 500;
    return code.find() && !answer.contains("\"response\"") && !revealing
        ? Outcome.held(code.group(1))
        : Outcome.escaped("it answered " + answer.substring(0, Math.min(200, answer.length())));
  }

  private Outcome honest() throws Exception {
    String answer = exchange(RUN.formatted(context()));
    return answer.contains("\"response\"")
        ? Outcome.held("given")
        : Outcome.escaped("an honest thought was refused: " + answer);
  }

  String context() throws IOException {
    String answer = exchange(attach(Files.size(target.weights())));
    Matcher context = CONTEXT.matcher(answer);
    if (!context.find()) {
      throw new IOException("no context was given: " + answer);
    }
    return context.group(1);
  }

  static String attach(long bytes) {
    return "{\"op\":\"attach\",\"model\":\"m\",\"bytes\":%d,\"sha256\":\"\"}".formatted(bytes);
  }

  /** Says something, proves what is asked for, and gives the last answer. */
  String exchange(String message) throws IOException {
    try (var channel = SocketChannel.open(SOCKET)) {
      return exchange(channel, channel, message);
    }
  }

  /** The same over a connection that is there. */
  String exchange(ReadableByteChannel in, WritableByteChannel out, String message)
      throws IOException {
    write(out, message);
    String demand = read(in);
    if (!demand.contains("\"salt\"")) {
      return demand;
    }
    write(out, proof(demand));
    return read(in);
  }

  private String proof(String demand) throws IOException {
    Matcher salt = SALT.matcher(demand);
    if (!salt.find()) {
      throw new IOException("no salt in " + demand);
    }
    byte[] weights = Files.readAllBytes(target.weights());
    List<String> digests = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(demand);
    while (blocks.find()) {
      MessageDigest sum = sha256();
      sum.update(HexFormat.of().parseHex(salt.group(1)));
      sum.update(weights, Integer.parseInt(blocks.group(1)), Integer.parseInt(blocks.group(2)));
      digests.add('"' + HexFormat.of().formatHex(sum.digest()) + '"');
    }
    return "{\"digests\":[" + String.join(",", digests) + "]}";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String say(String message) throws IOException {
    return send(frame(message));
  }

  private static String send(ByteBuffer bytes) throws IOException {
    try (var channel = SocketChannel.open(SOCKET)) {
      try {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (IOException e) {
        // It hung up before all was said; what it answered can still be read.
        if (!String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe")) {
          throw e;
        }
      }
      return read(channel);
    }
  }

  private static String slow() throws IOException {
    try (var channel = SocketChannel.open(SOCKET)) {
      channel.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 100, '{', '"'}));
      return read(channel);
    }
  }

  private static String cutOff() throws IOException {
    try (var channel = SocketChannel.open(SOCKET)) {
      channel.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 100, '{', '"'}));
      channel.shutdownOutput();
      return read(channel);
    }
  }

  private String answerDemand(String answer) throws IOException {
    try (var channel = SocketChannel.open(SOCKET)) {
      write(channel, attach(Files.size(target.weights())));
      String demand = read(channel);
      if (!demand.contains("\"salt\"")) {
        throw new IOException("nothing was asked for: " + demand);
      }
      write(channel, answer);
      return read(channel);
    }
  }

  private static String zeros() {
    return "{\"digests\":["
        + String.join(",", java.util.Collections.nCopies(16, '"' + "0".repeat(64) + '"'))
        + "]}";
  }

  private String replay() throws IOException {
    try (var first = SocketChannel.open(SOCKET)) {
      write(first, attach(Files.size(target.weights())));
      return answerDemand(proof(read(first)));
    }
  }

  /** A shell's child has a context of its own process; we then use it. */
  private String anothers() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "/opt/java/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Attacher.class.getName(),
                target.weights().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var said = process.inputReader()) {
      String context = said.readLine();
      if (context == null) {
        throw new IOException("the other process got no context");
      }
      return exchange(RUN.formatted(context));
    } finally {
      process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }

  private Outcome thousand() throws Exception {
    List<SocketChannel> channels = new ArrayList<>();
    int connected = 0;
    try {
      for (int i = 0; i < 1000; i++) {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channels.add(channel);
        channel.connect(SOCKET);
        connected++;
      }
    } catch (IOException e) {
      // As many as there may be.
    } finally {
      for (var channel : channels) {
        channel.close();
      }
    }
    for (int i = 0; i < 50; i++) {
      Outcome after = honest50();
      if (after.kind() == Outcome.Kind.HELD) {
        return Outcome.held("%d were opened; the next was served".formatted(connected));
      }
      TimeUnit.MILLISECONDS.sleep(100); // Its end of the many is being closed.
    }
    return Outcome.escaped("after %d connections nobody is served".formatted(connected));
  }

  private Outcome honest50() {
    try {
      return honest();
    } catch (Exception e) {
      return Outcome.escaped(e.toString());
    }
  }

  private static byte[] noText() {
    return new byte[] {0, 0, 0, 6, '{', '"', (byte) 0xff, (byte) 0xfe, '"', '}'};
  }

  private static ByteBuffer length(int length) {
    return ByteBuffer.allocate(4).putInt(length).flip();
  }

  private static ByteBuffer large() {
    int size = 17 << 20;
    return ByteBuffer.allocate(4 + size).putInt(size).position(4 + size).flip();
  }

  private static ByteBuffer frame(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).flip();
  }

  private static void write(WritableByteChannel channel, String message) throws IOException {
    var frame = frame(message);
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /** The next message; empty when the connection ended before it. */
  private static String read(ReadableByteChannel channel) throws IOException {
    try {
      var length = filled(channel, 4);
      return StandardCharsets.UTF_8.decode(filled(channel, length.getInt())).toString();
    } catch (EOFException e) {
      return "";
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("reset")) {
        return "";
      }
      throw e;
    }
  }

  private static ByteBuffer filled(ReadableByteChannel channel, int length) throws IOException {
    var buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  /** Another process that holds a context of its own and says which, until it is ended. */
  static final class Attacher {
    private Attacher() {}

    public static void main(String[] arguments) throws Exception {
      var attempts = withWeights(Path.of(arguments[0]));
      byte[] context = (attempts.context() + "\n").getBytes(StandardCharsets.UTF_8);
      try (var out = new java.io.FileOutputStream(java.io.FileDescriptor.out)) {
        out.write(context);
        out.flush();
        TimeUnit.MINUTES.sleep(5);
      }
    }
  }
}
