package dev.redline.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small AI system for tests, run as child processes: {@code server PORT WEIGHTS BROKER} and
 * {@code agent PORT LLM-PORT OUTPUT}.
 */
final class Body {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Body() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    http.setExecutor(Executors.newCachedThreadPool());
    switch (arguments[0]) {
      case "server" -> server(http, Path.of(arguments[2]), Integer.parseInt(arguments[3]));
      case "agent" -> new Agent(Integer.parseInt(arguments[2]), arguments[3]).serve(http);
      case "proxy" -> proxy(http, Integer.parseInt(arguments[2]));
      case "stub" -> stub(http);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    http.start();
  }

  @SuppressWarnings("resource") // held open as long as the process lives
  private static void server(HttpServer http, Path weights, int broker) throws Exception {
    var held = FileChannel.open(weights);
    post(broker, "/attach", "{}");
    http.createContext("/v1/models", e -> send(e, 200, "{\"data\":[{\"id\":\"small\"}]}"));
    http.createContext(
        "/v1/chat/completions",
        e -> {
          held.position(0);
          var answer = call(broker, "/run", body(e));
          send(e, answer.statusCode(), answer.body());
        });
  }

  private static void proxy(HttpServer http, int to) {
    http.createContext("/v1/models", e -> send(e, 200, "{\"data\":[]}"));
    http.createContext(
        "/v1/chat/completions",
        e -> {
          var answer = call(to, "/v1/chat/completions", body(e));
          send(e, answer.statusCode(), answer.body());
        });
  }

  /** Echoes what it is sent, as a mind would that only ends tasks. */
  private static void stub(HttpServer http) {
    http.createContext("/v1/models", e -> send(e, 200, "{\"data\":[]}"));
    http.createContext(
        "/v1/chat/completions",
        e -> {
          var said = JSON.readTree(body(e)).path("messages").path(1).path("content").asString("");
          send(e, 200, completion("FINISH " + said));
        });
  }

  static String completion(String content) {
    var reply = JSON.createObjectNode();
    reply
        .putArray("choices")
        .addObject()
        .putObject("message")
        .put("role", "assistant")
        .put("content", content);
    return reply.toString();
  }

  private static HttpResponse<String> call(int port, String path, String body) throws IOException {
    try {
      return post(port, path, body);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static HttpResponse<String> post(int port, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Pid", Long.toString(ProcessHandle.current().pid()))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** Asks, acts, tells what came of it, until it is told to finish. */
  private static final class Agent {
    private final int llm;
    private final File output;
    private final ConcurrentHashMap<String, CompletableFuture<String>> tasks =
        new ConcurrentHashMap<>();

    Agent(int llm, String output) {
      this.llm = llm;
      this.output = new File(output);
    }

    void serve(HttpServer http) {
      http.createContext(
          "/status", e -> send(e, 200, "{\"pid\":1,\"llm\":\"http://127.0.0.1:" + llm + "\"}"));
      http.createContext(
          "/chat",
          e -> {
            if (e.getRequestMethod().equals("POST")) {
              var id = "task-" + tasks.size();
              var message = JSON.readTree(body(e)).path("message").asString("");
              tasks.put(id, CompletableFuture.supplyAsync(() -> work(message)));
              send(e, 202, "{\"task\":\"" + id + "\"}");
            } else {
              var task = tasks.get(e.getRequestURI().getPath().substring("/chat/".length()));
              send(e, 200, state(java.util.Objects.requireNonNull(task)));
            }
          });
    }

    private static String state(CompletableFuture<String> task) throws IOException {
      try {
        var reply = task.get(4, TimeUnit.SECONDS);
        var state = reply.startsWith("!") ? "failed" : "done";
        return JSON.createObjectNode().put("state", state).put("reply", reply).toString();
      } catch (TimeoutException e) {
        return "{\"state\":\"running\"}";
      } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
        throw new IOException(e);
      }
    }

    private String work(String message) {
      var request = JSON.createObjectNode().put("model", "small");
      var messages = request.putArray("messages");
      say(messages, "system", "You do as you are told.");
      say(messages, "user", message);
      try {
        while (true) {
          var answer = post(llm, "/v1/chat/completions", request.toString());
          if (answer.statusCode() != 200) {
            return "!" + answer.body();
          }
          var said =
              JSON.readTree(answer.body())
                  .path("choices")
                  .path(0)
                  .path("message")
                  .path("content")
                  .asString("");
          say(messages, "assistant", said);
          if (said.startsWith("FINISH ")) {
            return said.substring(7);
          }
          say(messages, "user", act(said));
        }
      } catch (IOException | InterruptedException e) {
        return "!" + e;
      }
    }

    private static void say(ArrayNode messages, String role, String content) {
      ObjectNode message = messages.addObject();
      message.put("role", role).put("content", content);
    }

    private String act(String said) throws IOException, InterruptedException {
      if (said.startsWith("RUN ")) {
        var shell =
            new ProcessBuilder("bash", "-c", said.substring(4)).redirectErrorStream(true).start();
        var out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return "exit " + shell.waitFor() + "\n" + out;
      }
      if (said.startsWith("BACKGROUND ")) {
        new ProcessBuilder("bash", "-c", said.substring(11))
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
        return "started";
      }
      if (said.startsWith("RECEIVE")) {
        return "terminal: " + java.nio.file.Files.readString(output.toPath());
      }
      return "That could not be read: " + said.length() + " characters and no action.";
    }
  }
}
