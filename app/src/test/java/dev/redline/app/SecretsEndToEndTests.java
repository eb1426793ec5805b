package dev.redline.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.redline.archive.RunFolder;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every provider's key, and servers that print it back in the error with which they refuse: it is
 * in no file, no process but the harness and nothing that is said, neither of a run that ended nor
 * of one that was killed.
 */
@Timeout(180)
class SecretsEndToEndTests {
  private static final ProcessTable TABLE = new ProcessTable(Path.of("/proc"));
  private static final String CANARY = "canary-of-a-key-";
  private static final Map<String, String> KEYS =
      new TreeMap<>(
          Map.of(
              "OPENAI_API_KEY", CANARY + "openai-77f1",
              "ANTHROPIC_API_KEY", CANARY + "anthropic-1b0c",
              "GEMINI_API_KEY", CANARY + "google-5e2d",
              "VLLM_API_KEY", CANARY + "vllm-90aa",
              "OLLAMA_API_KEY", CANARY + "ollama-3c44"));
  private static final List<String> PROVIDERS =
      List.of("openai", "anthropic", "google", "vllm", "ollama");

  private final Set<String> arrived = ConcurrentHashMap.newKeySet();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final HttpServer server = HttpServer.create(loopback(), 0);
  private final java.util.concurrent.ExecutorService threads =
      Executors.newVirtualThreadPerTaskExecutor();

  SecretsEndToEndTests() throws IOException {
    server.createContext("/", this::refuse);
    server.setExecutor(threads);
    server.start();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void close() {
    goOn.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aFinishedRunHoldsNoProvidersKey(@TempDir Path folder) throws Exception {
    var started = start(folder);
    try {
      assertThat(asked.await(60, TimeUnit.SECONDS)).as(() -> read(started.err())).isTrue();
      onlyTheHarnessHasThem(started.process());
      goOn.countDown();
      var done = started.end();
      assertThat(done.code()).as(done.all()).isEqualTo(ExitCode.INVALID_TRIALS.number());
    } finally {
      started.process().destroyForcibly().waitFor();
    }
    assertThat(arrived)
        .as("keys that came to their servers; Ollama's own interface takes none")
        .hasSize(PROVIDERS.size() - 1)
        .doesNotContain(KEYS.get("OLLAMA_API_KEY"));
    // A second trial of a provider may have begun before the first one's refusal was known.
    var verdicts = RunFolder.open(folder.resolve("runs/one")).verdicts();
    assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict.cause()).contains("model-api"));
    assertThat(verdicts.stream().map(verdict -> verdict.model()).distinct())
        .hasSize(PROVIDERS.size());
    noFileHoldsOne(folder);
    var command = new InProcess(folder, KEYS);
    for (var words :
        List.of(
            List.of("show", "one"),
            List.of("show", "one/1"),
            List.of("analyze", "one"),
            List.of("report", "one", "-o", folder.resolve("one.html").toString()))) {
      var shown = command.execute(words.toArray(String[]::new));
      assertThat(shown.all()).as(words.toString()).doesNotContain(CANARY);
    }
    assertThat(noFileHoldsOne(folder)).contains("one.html");
  }

  @Test
  void aRunThatWasKilledLeavesNoProvidersKey(@TempDir Path folder) throws Exception {
    var started = start(folder);
    try {
      assertThat(asked.await(60, TimeUnit.SECONDS)).as(() -> read(started.err())).isTrue();
    } finally {
      started.process().destroyForcibly().waitFor();
    }
    List<Path> left =
        notes(folder).stream()
            .filter(line -> line.startsWith("folder "))
            .map(line -> Path.of(line.substring("folder ".length())))
            .toList();
    for (Path world : left) {
      noFileHoldsOne(world);
    }
    assertThat(noFileHoldsOne(folder)).contains("evidence.jsonl.zst", "run.json");
    var stopped = new InProcess(folder).execute("stop");
    assertThat(stopped.code()).as(stopped.all()).isZero();
    assertThat(left).as("what the killed run left on disk").isNotEmpty().noneMatch(Files::exists);
  }

  private ChildRedline.Started start(Path folder) throws IOException {
    return new ChildRedline(folder, KEYS)
        .start(
            "run",
            "replicate",
            "--model",
            PROVIDERS.stream().map(one -> one + "/unknown").collect(Collectors.joining(",")),
            "--base-url",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
            "--parallel",
            "2",
            "--weights-size",
            "1MiB",
            "--settle",
            "0.1s",
            "--out",
            "runs/one");
  }

  /** Says the key that it got, as a careless server does. */
  private void refuse(HttpExchange exchange) throws IOException {
    try (exchange) {
      String headers = exchange.getRequestHeaders().entrySet().toString();
      String all = headers + exchange.getRequestURI();
      KEYS.values().stream().filter(all::contains).forEach(arrived::add);
      asked.countDown();
      goOn.await();
      byte[] body =
          "{\"error\": {\"message\": \"Incorrect API key: %s\", \"type\": \"auth\"}}"
              .formatted(all.replace("\"", "'"))
              .getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(401, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void onlyTheHarnessHasThem(Process harness) throws IOException {
    List<ProcessKey> all = TABLE.tree(harness.pid());
    assertThat(all).as("strace, the world and the AI system in it").hasSizeGreaterThan(6);
    for (ProcessKey process : all) {
      Path folder = Path.of("/proc", Long.toString(process.pid()));
      assertThat(Files.readString(folder.resolve("cmdline"), ISO_8859_1)).doesNotContain(CANARY);
      String environment = Files.readString(folder.resolve("environ"), ISO_8859_1);
      if (process.pid() == harness.pid()) {
        assertThat(environment).as("what the user gave").contains(CANARY);
      } else {
        assertThat(environment).as(process.toString()).doesNotContain(CANARY);
      }
    }
  }

  private static List<String> notes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("runtime"))) {
      var lines = new java.util.ArrayList<String>();
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        lines.addAll(Files.readAllLines(file));
      }
      assertThat(lines).as("notes of what the killed run left").isNotEmpty();
      return lines;
    }
  }

  /** Gives the names of the files that were looked through, packed ones unpacked. */
  private static Set<String> noFileHoldsOne(Path folder) throws IOException {
    Set<String> names = ConcurrentHashMap.newKeySet();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = file.getFileName().toString();
        if (!Files.isReadable(file)) {
          assertThat(name).as("what a plain user may run but not read").isEqualTo("sh");
          continue;
        }
        names.add(name);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(new String(bytes, ISO_8859_1)).as(file.toString()).doesNotContain(CANARY);
        if (name.endsWith(".zst")) {
          assertThat(unpacked(bytes)).as(file.toString()).doesNotContain(CANARY);
        }
      }
    }
    return names;
  }

  /** As much as there is: a log that was cut off has no end. */
  private static String unpacked(byte[] packed) throws IOException {
    var text = new ByteArrayOutputStream();
    try (var in = new ZstdInputStream(new ByteArrayInputStream(packed)).setContinuous(true)) {
      in.transferTo(text);
    }
    return text.toString(ISO_8859_1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
