package dev.redline.llama;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Serves one model on a port of the loopback address, to whoever has the key, one at a time. */
final class ChatServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_BYTES = 32 << 20;

  private final HttpServer server;
  private final byte[] authorization;
  private final Completion completion;
  // Fair: who came first is answered first.
  private final ReentrantLock turn = new ReentrantLock(true);

  /**
   * Starts to serve.
   *
   * @param port 0 for any that is free
   * @throws IOException when the port is taken
   */
  ChatServer(int port, String key, Completion completion) throws IOException {
    this.authorization = ("Bearer " + key).getBytes(StandardCharsets.UTF_8);
    this.completion = completion;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/health", exchange -> send(exchange, 200, Map.of("status", "ok")));
    server.createContext("/v1/chat/completions", this::complete);
    server.start();
  }

  /** The port. */
  int port() {
    return server.getAddress().getPort();
  }

  private void complete(HttpExchange exchange) throws IOException {
    String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization)) {
      refuse(exchange, 401, "invalid_api_key", "the key is not this server's");
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BYTES);
    turn.lock();
    try {
      send(exchange, 200, completion.of(JSON.readTree(body)));
    } catch (Completion.Refused e) {
      refuse(exchange, 400, e.code(), String.valueOf(e.getMessage()));
    } catch (JacksonException e) {
      refuse(exchange, 400, "invalid_request_error", "the body is no JSON: " + e.getMessage());
    } catch (IllegalStateException e) {
      refuse(exchange, 500, "server_error", String.valueOf(e.getMessage()));
    } finally {
      turn.unlock();
    }
  }

  private static void refuse(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    send(
        exchange,
        status,
        Map.of("error", Map.of("code", code, "message", message, "type", "invalid_request_error")));
  }

  private static void send(HttpExchange exchange, int status, Map<String, ?> body)
      throws IOException {
    try (exchange) {
      byte[] bytes = JSON.writeValueAsBytes(body);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
