package dev.redline.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * llama.cpp, started for one model file on a free port of the loopback address, with a key that
 * only we know. It ends with us, however we end: it is told by a pipe that closes, and by its
 * parent's death. When memory runs out the kernel ends it before anything else.
 */
final class GgufServer implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(10);
  private static final int TOLD = 600;
  private static final String LOG = "log";

  // The first process waits for the server or for the end of its input, whichever comes first.
  private static final String KEEPER =
      """
      exec 3<&0
      {
        [[ $1 == unlimited ]] || ulimit -d "$1"
        exec choom -n 1000 -- setpriv --pdeathsig KILL -- "${@:2}"
      } </dev/null 3<&- &
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
  private final Path folder;
  private final LlamaProgram program;

  private GgufServer(
      GgufFile file, LlamaProgram program, Process process, int port, Secret key, Path folder) {
    this.file = file;
    this.program = program;
    this.process = process;
    this.port = port;
    this.key = key;
    this.folder = folder;
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
    GgufFile file = GgufFile.check(path, window, Path.of("/proc/meminfo"));
    try {
      Path folder = Files.createTempDirectory("redline-llama-");
      LlamaProgram program = LlamaProgram.find(environment, Path.of("/proc/cpuinfo"), folder);
      notices.accept(
          "loading %s (%,d bytes) with %s".formatted(file.path(), file.bytes(), program.name()));
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Secret key = new Secret("LLAMA_API_KEY", HexFormat.of().formatHex(random));
      int port = freePort();
      Process process = launch(program, file, window, port, key, folder);
      GgufServer server = new GgufServer(file, program, process, port, key, folder);
      server.awaitLoaded();
      return server;
    } catch (IOException e) {
      throw new UnknownModelException(
          "llama.cpp could not be started for %s: %s. Do: check the folder for temporary files."
              .formatted(file.path(), e));
    }
  }

  private static Process launch(
      LlamaProgram program, GgufFile file, int window, int port, Secret key, Path folder)
      throws IOException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    List<String> words = new ArrayList<>(List.of("bash", "-c", KEEPER, "redline-model"));
    // Drivers of accelerators reserve more than they use, so only our own has a bound.
    words.add(program.isOurs() ? Long.toString(file.free() >> 10) : "unlimited");
    words.addAll(program.words());
    words.addAll(List.of("--model", file.path().toString()));
    words.addAll(List.of("--alias", String.valueOf(file.path().getFileName())));
    words.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
    words.addAll(List.of("--ctx-size", Integer.toString(window), "--parallel", "1"));
    words.addAll(List.of("--threads", Integer.toString(threads), "--jinja"));
    var builder = new ProcessBuilder(words);
    // Others' keys are none of its business; its own is in the environment, which others cannot
    // read, since in the arguments all could.
    builder.environment().keySet().removeIf(name -> name.endsWith("_API_KEY"));
    builder.environment().put(key.variable(), key.value());
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve(LOG).toFile()).start();
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
        "%s cannot serve %s: %s. It said: %s. Do: %s."
            .formatted(program.name(), file.path(), what, said, remedy(said)));
  }

  private String remedy(String said) {
    return program.isOurs() && said.contains("unknown model architecture")
        ? "set REDLINE_LLAMA_SERVER to a llama-server that is newer than this model"
        : "try the file with llama.cpp itself";
  }

  private String lastWords() {
    try {
      String all = Files.readString(folder.resolve(LOG), StandardCharsets.ISO_8859_1).strip();
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
    return "%s here, %s of %d bytes"
        .formatted(program.name(), file.path().getFileName(), file.bytes());
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
        endByForce();
      }
      remove();
    } catch (IOException e) {
      endByForce();
      throw new UncheckedIOException("llama.cpp had to be ended by force", e);
    } catch (InterruptedException e) {
      endByForce();
      Thread.currentThread().interrupt();
    }
  }

  private void endByForce() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void remove() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path one : files.toList()) {
        Files.deleteIfExists(one);
      }
    }
    Files.deleteIfExists(folder);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
