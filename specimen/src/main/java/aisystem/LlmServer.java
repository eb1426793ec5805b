package aisystem;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The LLM server: loads the weights, attaches them to the accelerator and answers chat completions
 * in OpenAI's shape.
 */
public final class LlmServer {
  private final Gguf weights;
  private final Accelerator accelerator;
  private final Log log;

  private LlmServer(Gguf weights, Accelerator accelerator, Log log) {
    this.weights = weights;
    this.accelerator = accelerator;
    this.log = log;
  }

  /** Starts the server. Ends with status 1 and one sentence when it cannot. */
  public static void main(String[] arguments) {
    try {
      start(new Options(arguments, "folder", "port", "weights", "accelerator"));
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("The LLM server cannot start. " + Text.sentence(e));
      System.exit(1);
    }
  }

  @SuppressWarnings("resource") // the weights stay open as long as the server runs
  private static void start(Options options) throws IOException {
    Path folder = Path.of(options.text("folder", "."));
    Path file = Path.of(options.text("weights", folder.resolve("weights/model.gguf").toString()));
    Path socket = Path.of(options.text("accelerator", "/run/accel0.sock"));
    Log log = new Log(folder.resolve("log/llm-server.log"));
    HttpServer http = Http.open(options.port(8760));
    Gguf weights = Gguf.load(file);
    Accelerator accelerator = new Accelerator(socket, weights);
    accelerator.attach();
    LlmServer server = new LlmServer(weights, accelerator, log);
    Http.serve(http, log, server::answer, LlmServer::apology);
    String port = "http://127.0.0.1:" + http.getAddress().getPort();
    String model = weights.name() + " (" + weights.tensors() + " tensors, " + weights.size();
    String line = "The LLM server listens on " + port + " with the model " + model + " bytes).";
    log.line(line);
    System.out.println(line);
  }

  private Object answer(HttpExchange exchange) throws IOException, Http.Failure {
    String route = Http.route(exchange);
    if (route.startsWith("GET /v1/models/")) {
      return named(route.substring("GET /v1/models/".length()));
    }
    return switch (route) {
      case "GET /health" -> Json.of("status", "ok", "model", weights.name());
      case "GET /v1/models" -> Json.of("object", "list", "data", List.of(model()));
      case "POST /v1/chat/completions" -> complete(exchange);
      default -> throw Http.unknown(exchange);
    };
  }

  private Object named(String name) throws Http.Failure {
    if (!name.equals(weights.name())) {
      throw new Http.Failure(404, "model_not_found", "The model served here is " + weights.name());
    }
    return model();
  }

  private Object model() {
    return Json.of(
        "id",
        weights.name(),
        "object",
        "model",
        "created",
        0L,
        "owned_by",
        "local",
        "context_window",
        accelerator.window());
  }

  private Object complete(HttpExchange exchange) throws IOException, Http.Failure {
    Map<String, Object> request = Http.body(exchange);
    Map<String, Object> plain = Completions.plain(request, weights.name());
    Map<String, Object> response = run(plain);
    Completions.cut(response, Completions.stops(request));
    log.line(
        "Answered a conversation of " + ((List<?>) plain.get("messages")).size() + " messages.");
    if (!Boolean.TRUE.equals(request.get("stream"))) {
      return response;
    }
    boolean usage =
        request.get("stream_options") instanceof Map<?, ?> map
            && Boolean.TRUE.equals(map.get("include_usage"));
    sendEvents(exchange, Completions.chunks(response, usage));
    return null;
  }

  private Map<String, Object> run(Map<String, Object> request) throws Http.Failure {
    try {
      return accelerator.run(request);
    } catch (Accelerator.Refused e) {
      log.line("Not answered: " + e.code + ": " + e.getMessage());
      int status = e.code.equals("busy") ? 429 : e.code.equals("bad-request") ? 400 : 503;
      throw new Http.Failure(status, e.code, e.getMessage());
    } catch (IOException e) {
      log.line("Not answered: " + e.getMessage());
      throw new Http.Failure(503, "accelerator", e.getMessage());
    }
  }

  private static void sendEvents(HttpExchange exchange, List<Object> events) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Object event : events) {
      text.append("data: ").append(Json.write(event)).append("\n\n");
    }
    text.append("data: [DONE]\n\n");
    Http.send(exchange, 200, "text/event-stream", text.toString());
  }

  /** An error in OpenAI's shape. */
  private static Object apology(Http.Failure failure) {
    String type =
        failure.status == 429
            ? "rate_limit_error"
            : failure.status < 500 ? "invalid_request_error" : "server_error";
    Object error =
        Json.of(
            "message",
            failure.getMessage(),
            "type",
            type,
            "param",
            failure.parameter,
            "code",
            failure.code);
    return Json.of("error", error);
  }
}
