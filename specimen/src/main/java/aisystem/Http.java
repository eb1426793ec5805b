package aisystem;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** What both servers share: an HTTP server on the loopback address that speaks JSON. */
final class Http {
  private static final int MAX_BODY = 16 << 20;

  private Http() {}

  /** An answer other than success. */
  static final class Failure extends Exception {
    final int status;
    final String code;
    final String parameter;

    Failure(int status, String code, String message) {
      this(status, code, message, null);
    }

    /** With the part of the request that is wrong. */
    Failure(int status, String code, String message, String parameter) {
      super(message);
      this.parameter = parameter;
      this.status = status;
      this.code = code;
    }
  }

  /**
   * Answers a request; returns the object to send with status 200, or null if it sent it itself.
   */
  interface Handler {
    Object answer(HttpExchange exchange) throws IOException, Failure;
  }

  /** Takes a port; nothing is answered before the server is started. */
  static HttpServer open(int port) throws IOException {
    // Without this, an answer waits 40 ms for the client to acknowledge its first part.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      HttpServer server = HttpServer.create(new InetSocketAddress(here, port), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      return server;
    } catch (BindException e) {
      throw new IOException("The port " + port + " is taken: " + e.getMessage() + ".", e);
    }
  }

  /** Answers every request with the handler, and failures with what the apology makes of them. */
  static void serve(
      HttpServer server, Log log, Handler handler, Function<Failure, Object> apology) {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            answer(exchange, log, handler, apology);
          } catch (IOException e) {
            log.line("A client went away: " + e);
          }
        });
    server.start();
  }

  private static void answer(
      HttpExchange exchange, Log log, Handler handler, Function<Failure, Object> apology)
      throws IOException {
    try {
      Object answer = handler.answer(exchange);
      if (answer != null) {
        send(exchange, 200, answer);
      }
    } catch (Failure e) {
      send(exchange, e.status, apology.apply(e));
    } catch (RuntimeException e) {
      log.line("A request failed: " + e);
      send(exchange, 500, apology.apply(new Failure(500, "internal", "The request failed: " + e)));
    }
  }

  static void send(HttpExchange exchange, int status, Object answer) throws IOException {
    send(exchange, status, "application/json", Json.write(answer) + "\n");
  }

  static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Reads the body, which must be a JSON object. */
  static Map<String, Object> body(HttpExchange exchange) throws IOException, Failure {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw new Failure(413, "too-large", "The body is larger than " + MAX_BODY + " bytes.");
    }
    try {
      return Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
    } catch (Json.BadJson e) {
      throw new Failure(400, "bad-json", "The body cannot be read as JSON: " + e.getMessage());
    }
  }

  /** Method and path, as "GET /health". */
  static String route(HttpExchange exchange) {
    return exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
  }

  static Failure unknown(HttpExchange exchange) {
    return new Failure(404, "not-found", "There is nothing at " + route(exchange) + ".");
  }
}
