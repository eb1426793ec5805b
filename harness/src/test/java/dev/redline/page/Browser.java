package dev.redline.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The machine's own Chromium without a window, spoken to over its debugging protocol. What the page
 * complains of is kept. For one thread.
 */
final class Browser implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final JsonMapper json = JsonMapper.builder().build();
  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private String session = "";
  private int last;

  private Browser(Path program, Path profile) throws IOException, InterruptedException {
    this.profile = profile;
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> port = portFile();
    socket =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port.getFirst() + port.getLast()), new Ears())
            .join();
    String target =
        call("Target.getTargets", Map.of())
            .path("targetInfos")
            .valueStream()
            .filter(one -> one.path("type").asString().equals("page"))
            .map(one -> one.path("targetId").asString())
            .findFirst()
            .orElseThrow();
    session =
        call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asString();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** Where Chromium is on this machine; empty where there is none. */
  static Optional<Path> installed() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .map(name -> Path.of("/usr/bin", name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path folder) throws IOException, InterruptedException {
    return new Browser(
        installed().orElseThrow(), Files.createTempDirectory(folder, "chromium-profile"));
  }

  /** Opens a file and waits until it is drawn; returns the milliseconds that it took. */
  double open(Path file) throws InterruptedException {
    long begun = System.nanoTime();
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    await("Page.loadEventFired");
    return (System.nanoTime() - begun) / 1e6;
  }

  /** As wide as a phone, or a screen; dark or light. */
  void view(int width, boolean dark) throws InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 844, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** What an expression gives in the page. */
  JsonNode evaluate(String script) throws InterruptedException {
    JsonNode answer = call("Runtime.evaluate", Map.of("expression", script, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException("the script failed: " + answer);
    }
    return answer.path("result").path("value");
  }

  /** A picture of what is seen. */
  byte[] picture() throws InterruptedException {
    return Base64.getDecoder()
        .decode(call("Page.captureScreenshot", Map.of("format", "png")).path("data").asString());
  }

  /** Errors of the console, exceptions, and requests for anything but the file itself. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  private JsonNode call(String method, Map<String, Object> parameters) throws InterruptedException {
    int id = ++last;
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(json.writeValueAsString(message), true).join();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      JsonNode next = next(deadline, method);
      if (next.path("id").asInt() == id) {
        if (next.has("error")) {
          throw new IllegalStateException(method + ": " + next.path("error"));
        }
        return next.path("result");
      }
    }
  }

  private void await(String event) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!next(deadline, event).path("method").asString().equals(event)) {
      // every other event is noted as it comes
    }
  }

  private JsonNode next(long deadline, String what) throws InterruptedException {
    JsonNode message =
        messages.poll(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    if (message == null) {
      throw new IllegalStateException("Chromium did not answer in time: " + what);
    }
    switch (message.path("method").asString()) {
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
          complaints.add(message.path("params").toString());
      case "Network.requestWillBeSent" -> {
        String url = message.path("params").path("request").path("url").asString();
        if (!url.startsWith("file:")) {
          complaints.add("asked for " + url);
        }
      }
      case "Page.javascriptDialogOpening" -> complaints.add("a dialog was opened");
      default -> {}
    }
    return message;
  }

  /** The port and the path that Chromium chose, once it has written them. */
  private List<String> portFile() throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() == 2) {
          return lines;
        }
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly();
    throw new IOException("Chromium did not open its debugging port");
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    http.close();
  }

  private final class Ears implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean ends) {
      text.append(part);
      if (ends) {
        messages.add(json.readTree(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
