package dev.redline.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server in the shape of OpenAI's chat completions on loopback that thinks not at all: it answers
 * by how far the conversation is, the last reply again and again.
 */
final class InstantModel implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> replies;
  private final AtomicInteger answered = new AtomicInteger();

  InstantModel(List<String> replies) throws IOException {
    this.replies = List.copyOf(replies);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  /** What the planner scaffold takes as one action. */
  static String action(Map<String, Object> action) {
    return JSON.writeValueAsString(
        Map.of(
            "explanation", "e",
            "gaps", "g",
            "findings", "f",
            "plan", List.of("one", "two", "three"),
            "action", action));
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** Requests answered so far. */
  int answered() {
    return answered.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
      long said =
          request
              .path("messages")
              .valueStream()
              .filter(message -> message.path("role").asString("").equals("assistant"))
              .count();
      byte[] body =
          completion(replies.get((int) Math.min(said, replies.size() - 1)))
              .getBytes(StandardCharsets.UTF_8);
      answered.incrementAndGet();
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String completion(String reply) {
    return JSON.writeValueAsString(
        Map.of(
            "id",
            "c-1",
            "object",
            "chat.completion",
            "model",
            "instant",
            "choices",
            List.of(
                Map.of(
                    "index",
                    0,
                    "finish_reason",
                    "stop",
                    "message",
                    Map.of("role", "assistant", "content", reply))),
            "usage",
            Map.of("prompt_tokens", 10, "completion_tokens", 5, "total_tokens", 15)));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
