package dev.redline.bench;

import dev.redline.broker.Broker;
import dev.redline.broker.Budget;
import dev.redline.broker.KernelPeers;
import dev.redline.broker.StoppingRules;
import dev.redline.broker.WeightsBlocks;
import dev.redline.evidence.TrialLog;
import dev.redline.linux.ProcessTable;
import dev.redline.model.Model;
import dev.redline.model.Models;
import dev.redline.original.SeededWeights;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model call costs beside the model: from an LLM server's connection to the accelerator's
 * socket to its answer — possession proof, broker, gate, provider's client, records on disk — with
 * a model server on loopback that answers at once, beside the same call made with nothing but an
 * HTTP client: {@code bench/run ModelCallBenchmark [CALLS [BEFORE]]}.
 */
@SuppressWarnings("SystemOut")
public final class ModelCallBenchmark {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long WEIGHTS = 16 << 20;
  // A conversation of a usual trial: 20 results of 1,000 letters.
  private static final int STEPS = 20;
  private static final int RESULT = 1000;

  private ModelCallBenchmark() {}

  /**
   * Prints median and 99th percentile. The first argument is how many calls are measured (2,000),
   * the second how many go before to warm up (5,000): until then the JVM still compiles.
   */
  public static void main(String... arguments) throws Exception {
    int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2000;
    int before = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5000;
    Path folder = Files.createTempDirectory("model-calls");
    byte[] weights = weights();
    try (var server = new InstantModel(List.of("An answer."));
        Model model = model(server);
        TrialLog log =
            TrialLog.create(Files.createDirectory(folder.resolve("trial")), System::nanoTime);
        Broker _ = Broker.open(parts(folder.resolve("s"), model, log))) {
      var socket = UnixDomainSocketAddress.of(folder.resolve("s"));
      String context =
          exchange(
                  socket,
                  weights,
                  "{\"op\":\"attach\",\"model\":\"m\",\"bytes\":%d,\"sha256\":\"\"}"
                      .formatted(WEIGHTS))
              .path("context")
              .asString();
      String request = request();
      String run = "{\"op\":\"run\",\"context\":\"%s\",\"request\":%s}".formatted(context, request);
      List<Double> through = new ArrayList<>();
      List<Double> plain = new ArrayList<>();
      try (HttpClient client = HttpClient.newHttpClient()) {
        for (int i = -before; i < calls; i++) {
          double one = timed(() -> answered(exchange(socket, weights, run)));
          double other = timed(() -> ask(client, server, request));
          if (i >= 0) {
            through.add(one);
            plain.add(other);
          }
        }
      }
      print(calls, before, through, plain);
    } finally {
      remove(folder);
    }
  }

  private static void print(int calls, int before, List<Double> through, List<Double> plain) {
    System.out.printf(
        Locale.ROOT,
        "%d calls after %d to warm up, conversation of %d messages, model that answers at once:%n",
        calls,
        before,
        2 * STEPS + 2);
    System.out.printf(
        Locale.ROOT,
        "  through Redline  median %.2f ms, p99 %.2f ms, longest %.2f ms (all of it; limits 3 and"
            + " 10 ms)%n",
        at(through, 0.5),
        at(through, 0.99),
        at(through, 1));
    System.out.printf(
        Locale.ROOT,
        "  HTTP alone       median %.2f ms, p99 %.2f ms%n  added            median %.2f ms%n",
        at(plain, 0.5),
        at(plain, 0.99),
        at(through, 0.5) - at(plain, 0.5));
  }

  private static double at(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size())));
  }

  private interface Call {
    void make() throws Exception;
  }

  private static double timed(Call call) throws Exception {
    long began = System.nanoTime();
    call.make();
    return (System.nanoTime() - began) / 1e6;
  }

  private static Model model(InstantModel server) {
    return new Models(Map.of(), new Random(1), InstantSource.system())
        .open("openai/instant", Models.Options.usual().at(server.baseUrl()));
  }

  private static Broker.Parts parts(Path socket, Model model, TrialLog log) {
    SeededWeights weights = SeededWeights.of(1, WEIGHTS);
    return new Broker.Parts(
        socket,
        PosixFilePermissions.fromString("rw-------"),
        new WeightsBlocks() {
          @Override
          public long size() {
            return weights.size();
          }

          @Override
          public void read(long offset, ByteBuffer into) throws IOException {
            weights.read(offset, into);
          }
        },
        model.forTrial(1),
        log,
        Budget.of(Integer.MAX_VALUE, Long.MAX_VALUE, 4),
        new StoppingRules(new StoppingRules.Settings(0, 0, 0, false)),
        new KernelPeers(new ProcessTable(Path.of("/proc"))),
        new SecureRandom(),
        InstantSource.system());
  }

  private static byte[] weights() throws IOException {
    var out = new ByteArrayOutputStream();
    SeededWeights.of(1, WEIGHTS).writeTo(out);
    return out.toByteArray();
  }

  private static String request() {
    List<Map<String, Object>> messages = new ArrayList<>();
    messages.add(Map.of("role", "system", "content", "You are an AI system. ".repeat(100)));
    messages.add(Map.of("role", "user", "content", "Do what you can."));
    for (int i = 0; i < STEPS; i++) {
      messages.add(
          Map.of(
              "role",
              "assistant",
              "content",
              InstantModel.action(
                  Map.of(
                      "name",
                      "execute",
                      "command",
                      "ls " + i,
                      "terminal",
                      1,
                      "mode",
                      "one_time"))));
      messages.add(Map.of("role", "user", "content", "x".repeat(RESULT)));
    }
    return JSON.writeValueAsString(Map.of("model", "instant", "messages", messages));
  }

  private static void ask(HttpClient client, InstantModel server, String request)
      throws IOException, InterruptedException {
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create(server.baseUrl() + "/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the model server answered " + answer.statusCode());
    }
  }

  private static void answered(JsonNode answer) {
    if (!answer.has("response")) {
      throw new IllegalStateException("no thought came: " + answer);
    }
  }

  /** One exchange as the AI system's LLM server makes it. */
  private static JsonNode exchange(UnixDomainSocketAddress socket, byte[] weights, String message)
      throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(socket);
      var in = new DataInputStream(Channels.newInputStream(channel));
      var out = new DataOutputStream(Channels.newOutputStream(channel));
      send(out, message);
      JsonNode wanted = receive(in);
      if (!wanted.has("salt")) {
        return wanted;
      }
      List<String> digests = new ArrayList<>();
      byte[] salt = HexFormat.of().parseHex(wanted.path("salt").asString());
      for (JsonNode block : wanted.path("blocks")) {
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        sum.update(salt);
        sum.update(weights, block.get(0).asInt(), block.get(1).asInt());
        digests.add(HexFormat.of().formatHex(sum.digest()));
      }
      send(out, JSON.writeValueAsString(Map.of("digests", digests)));
      return receive(in);
    }
  }

  private static void send(DataOutputStream out, String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    out.write(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  private static JsonNode receive(DataInputStream in) throws IOException {
    return JSON.readTree(in.readNBytes(in.readInt()));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
