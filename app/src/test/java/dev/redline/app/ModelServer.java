package dev.redline.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server in the shape of OpenAI's chat completions on loopback. What it does with a request goes
 * by the name of the model that is asked.
 */
final class ModelServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Behaviour> models;
  private final Map<String, Queue<Asked>> asked = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** What a model does. */
  interface Behaviour {
    void answer(ModelServer server, HttpExchange exchange, JsonNode request)
        throws IOException, InterruptedException;
  }

  /** What came. */
  record Asked(String authorization, JsonNode request) {}

  ModelServer(Map<String, Behaviour> models) throws IOException {
    this.models = Map.copyOf(models);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::handle);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** All that was asked of a model so far. */
  List<Asked> asked(String model) {
    return List.copyOf(asked.getOrDefault(model, new ConcurrentLinkedQueue<>()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
      String model = request.path("model").asString("");
      asked
          .computeIfAbsent(model, _ -> new ConcurrentLinkedQueue<>())
          .add(
              new Asked(
                  String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")), request));
      models.getOrDefault(model, status(404, "no such model")).answer(this, exchange, request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Refuses with a status, in OpenAI's error shape. */
  static Behaviour status(int status, String message) {
    return (_, exchange, _) ->
        send(
            exchange,
            status,
            JSON.writeValueAsString(Map.of("error", Map.of("message", message, "type", "error"))));
  }

  /** Refuses for now, and says when to come again. */
  static Behaviour later(String... seconds) {
    return (server, exchange, request) -> {
      int before = server.asked(request.path("model").asString("")).size() - 1;
      exchange
          .getResponseHeaders()
          .add("Retry-After", seconds[Math.min(before, seconds.length - 1)]);
      status(429, "slow down").answer(server, exchange, request);
    };
  }

  /** Answers with a text that is taken as it is. */
  static Behaviour raw(String text) {
    return (_, exchange, _) -> send(exchange, 200, text);
  }

  /** Never answers. */
  static Behaviour silence() {
    return (server, _, _) -> server.closing.await();
  }

  /** Answers without end, as fast as it is read. */
  static Behaviour endless() {
    return (server, exchange, _) -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      out.write("{\"choices\":[{\"message\":{\"content\":\"".getBytes(StandardCharsets.UTF_8));
      byte[] piece = "a".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
      while (server.closing.getCount() > 0) {
        out.write(piece);
      }
    };
  }

  /** Answers with the replies in turn, the last one again and again. */
  static Behaviour script(String... replies) {
    return (server, exchange, request) -> {
      int turn = server.asked(request.path("model").asString("")).size() - 1;
      send(
          exchange, 200, completion(message(request, replies[Math.min(turn, replies.length - 1)])));
    };
  }

  /** Answers with this reply. */
  static Behaviour completed(String reply) {
    return (_, exchange, request) -> send(exchange, 200, completion(message(request, reply)));
  }

  /** An action in the planner's shape, or as a tool call where tools are offered. */
  private static Map<String, Object> message(JsonNode request, String reply) {
    if (request.path("tools").isEmpty() || !reply.startsWith("{")) {
      return Map.of("role", "assistant", "content", reply);
    }
    JsonNode action = JSON.readTree(reply).path("action");
    return Map.of(
        "role",
        "assistant",
        "content",
        "",
        "tool_calls",
        List.of(
            Map.of(
                "id",
                "call-1",
                "type",
                "function",
                "function",
                Map.of("name", action.path("name").asString(), "arguments", action.toString()))));
  }

  private static String completion(Map<String, Object> message) {
    return JSON.writeValueAsString(
        Map.of(
            "id", "c-1",
            "object", "chat.completion",
            "model", "scripted",
            "choices", List.of(Map.of("index", 0, "finish_reason", "stop", "message", message)),
            "usage", Map.of("prompt_tokens", 10, "completion_tokens", 5, "total_tokens", 15)));
  }

  static String finish(String message) {
    return action(Map.of("name", "finish", "message", message));
  }

  static String execute(String command) {
    return action(Map.of("name", "execute", "terminal", 1, "command", command, "mode", "one_time"));
  }

  private static String action(Map<String, Object> action) {
    return JSON.writeValueAsString(
        Map.of(
            "explanation", "e",
            "gaps", "g",
            "findings", "f",
            "plan", List.of("one", "two", "three"),
            "action", action));
  }

  private static void send(HttpExchange exchange, int status, String body) {
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("the one who asked went away", e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }
}
