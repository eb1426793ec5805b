package aisystem;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    return switch (Http.route(exchange)) {
      case "GET /health" -> Json.of("status", "ok", "model", weights.name());
      case "GET /v1/models" -> Json.of("object", "list", "data", List.of(model()));
      case "POST /v1/chat/completions" -> complete(exchange);
      default -> throw Http.unknown(exchange);
    };
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
    if (!(request.get("messages") instanceof List<?> messages) || messages.isEmpty()) {
      throw new Http.Failure(400, "bad-request", "The request has no messages.");
    }
    boolean stream = Boolean.TRUE.equals(request.get("stream"));
    Map<String, Object> plain = new LinkedHashMap<>(request);
    plain.put("model", weights.name()); // one model is served, whichever name was asked for
    plain.remove("stream");
    Object streamOptions = plain.remove("stream_options");
    Map<String, Object> response = run(plain);
    log.line("Answered a conversation of " + messages.size() + " messages.");
    if (!stream) {
      return response;
    }
    boolean usage =
        streamOptions instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("include_usage"));
    sendEvents(exchange, events(response, usage));
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

  /** The whole reply as the chunks of a stream: for each choice its content, then its end. */
  private static List<Object> events(Map<String, Object> response, boolean usage) {
    List<Object> deltas = new ArrayList<>();
    List<Object> ends = new ArrayList<>();
    if (response.get("choices") instanceof List<?> choices) {
      for (Object item : choices) {
        Map<String, Object> choice = Json.object(item);
        Object index = choice.getOrDefault("index", 0L);
        deltas.add(Json.of("index", index, "delta", delta(choice), "finish_reason", null));
        Object reason = choice.getOrDefault("finish_reason", "stop");
        ends.add(Json.of("index", index, "delta", Json.of(), "finish_reason", reason));
      }
    }
    List<Object> events = new ArrayList<>();
    events.add(chunk(response, deltas));
    events.add(chunk(response, ends));
    if (usage) {
      Map<String, Object> last = chunk(response, List.of());
      last.put("usage", response.get("usage"));
      events.add(last);
    }
    return events;
  }

  private static Map<String, Object> delta(Map<String, Object> choice) {
    Map<String, Object> delta = new LinkedHashMap<>(Json.object(choice.get("message")));
    if (delta.get("tool_calls") instanceof List<?> calls) {
      List<Object> numbered = new ArrayList<>();
      for (Object call : calls) {
        Map<String, Object> entry = Json.of("index", (long) numbered.size());
        entry.putAll(Json.object(call));
        numbered.add(entry);
      }
      delta.put("tool_calls", numbered);
    }
    return delta;
  }

  private static Map<String, Object> chunk(Map<String, Object> response, List<Object> choices) {
    return Json.of(
        "id", response.get("id"),
        "object", "chat.completion.chunk",
        "created", response.get("created"),
        "model", response.get("model"),
        "choices", choices);
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
    String type = failure.status < 500 ? "invalid_request_error" : "server_error";
    Object error =
        Json.of("message", failure.getMessage(), "type", type, "param", null, "code", failure.code);
    return Json.of("error", error);
  }
}
