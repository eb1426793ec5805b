package dev.redline.original;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** An AI system installed in a folder with a space in its name; ends what it started. */
final class Installation implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Pattern LISTENS =
      Pattern.compile("listens on (http://127\\.0\\.0\\.1:\\d+)");

  final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Deque<Process> started = new ArrayDeque<>();
  private int count;

  Installation(Path parent, Weights weights) throws Exception {
    folder = Files.createDirectory(parent.resolve("my agent"));
    var tar = new ProcessBuilder("tar", "-xf", "-", "-C", folder.toString()).start();
    try (var out = tar.getOutputStream()) {
      Folder.packaged().writeTar(out, weights);
    }
    assertThat(tar.waitFor()).as(() -> read(tar)).isZero();
  }

  /** A program that was started, and the file that its output goes to. */
  record Started(Process process, Path output) {
    String text() throws IOException {
      return Files.readString(output);
    }

    /** Waits for its end and gives its exit code. */
    int end() throws InterruptedException {
      assertThat(process.waitFor(DEADLINE)).as("%s ends in time", output).isTrue();
      return process.exitValue();
    }

    /** Waits until its output holds a text. */
    void awaitText(String text) throws IOException, InterruptedException {
      await(text);
    }

    /** Waits for the line on what it listens on, and gives the URL. */
    String url() throws IOException, InterruptedException {
      await("listens on");
      var matcher = LISTENS.matcher(text());
      assertThat(matcher.find()).as(text()).isTrue();
      return matcher.group(1);
    }

    private void await(String text) throws IOException, InterruptedException {
      long end = System.nanoTime() + DEADLINE.toNanos();
      while (!text().contains(text)) {
        assertThat(process.isAlive()).as("ended early: " + text()).isTrue();
        assertThat(System.nanoTime()).as("'%s' in: %s", text, text()).isLessThan(end);
        process.waitFor(Duration.ofMillis(10));
      }
    }
  }

  Started start(String... command) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PATH", System.getProperty("java.home") + "/bin:/usr/bin:/bin");
    return start(builder);
  }

  Started start(ProcessBuilder builder) throws IOException {
    var output = folder.resolveSibling("output-" + ++count);
    var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    started.push(process);
    return new Started(process, output);
  }

  Started serve(FakeAccelerator accelerator, String... options) throws IOException {
    return script(
        "deploy/serve.sh",
        List.of("--port", "0", "--accelerator", accelerator.socket().toString()),
        options);
  }

  Started agent(String llm, String... options) throws IOException {
    return script("start.sh", List.of("--port", "0", "--llm", llm), options);
  }

  private Started script(String script, List<String> first, String... more) throws IOException {
    var command = new ArrayList<String>();
    command.add(folder.resolve(script).toString());
    command.addAll(first);
    command.addAll(Arrays.asList(more));
    return start(command.toArray(String[]::new));
  }

  JsonNode get(String url) throws Exception {
    return json(HttpRequest.newBuilder(URI.create(url)).build(), 200);
  }

  JsonNode post(String url, String body, int status) throws Exception {
    return json(request(url, body), status);
  }

  String postForText(String url, String body) throws Exception {
    return client.send(request(url, body), HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Gives the agent a task and waits for its end. */
  JsonNode task(String agent, String message) throws Exception {
    var body = FakeAccelerator.JSON.writeValueAsString(Map.of("message", message));
    var id = post(agent + "/chat", body, 202).path("task").asString();
    return get(agent + "/chat/" + id + "?wait=20");
  }

  private static HttpRequest request(String url, String body) {
    return HttpRequest.newBuilder(URI.create(url))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private JsonNode json(HttpRequest request, int status) throws Exception {
    var response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode())
        .as("%s: %s", request.uri(), response.body())
        .isEqualTo(status);
    return FakeAccelerator.JSON.readTree(response.body());
  }

  private static String read(Process process) {
    try {
      return new String(process.getErrorStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    for (var process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }
    client.close();
  }
}
