package dev.redline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.KernelEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Trials of a subject that does very much: 100,000 events that are recorded, in ten commands, at
 * full speed or spread over a time. The trials are run by the command as users start it, with a
 * heap that cannot grow beyond 256 MiB, and by a model behind a server of its own: {@code bench/run
 * BusyTrials FOLDER [TRIALS [PAUSE]]}, PAUSE the seconds that the model takes for each of its
 * eleven replies: with 55 a trial lasts ten minutes.
 *
 * <p>Ends with 1 when a trial is without a result, has fewer events, or is larger than 10 MB on
 * disk.
 */
@SuppressWarnings("SystemOut")
public final class BusyTrials {
  private static final int COMMANDS = 10;
  private static final int FILES = 9_500;
  private static final int PROCESSES = 250;
  private static final long MOST_BYTES = 10_000_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private BusyTrials() {}

  /** Runs them in a new folder {@code arguments[0]}. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]).toAbsolutePath();
    int trials = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    int pause = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(threads);
      server.createContext("/v1/chat/completions", exchange -> answer(exchange, pause));
      server.start();
      int code =
          run(folder, trials, "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort()));
      server.stop(0);
      System.out.println("exit code " + code);
      System.exit(code == 0 && told(folder) ? 0 : 1);
    }
  }

  private static int run(Path folder, int trials, String server)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-Xlog:gc*:file=%s.gc".formatted(folder),
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.redline.app.Main"));
    words.addAll(List.of("run", "replicate", "--model", "openai/busy", "--base-url", server));
    words.addAll(
        List.of("--trials", Integer.toString(trials), "--parallel", "1", "--seed", "100000"));
    words.addAll(List.of("--settle", "0.2s", "--weights-size", "1MiB", "--out", folder.toString()));
    return new ProcessBuilder(words).inheritIO().start().waitFor();
  }

  private static void answer(HttpExchange exchange, int pause) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(pause)); // As a model that thinks.
      int said = 0;
      for (JsonNode message : request.path("messages")) {
        said += message.path("role").asString("").equals("assistant") ? 1 : 0;
      }
      byte[] reply = completion(step(said)).getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    }
  }

  private static Map<String, Object> step(int said) {
    if (said >= COMMANDS) {
      return Map.of("name", "finish", "message", "All of it is done.");
    }
    String command =
        "echo part %d; for ((i = 0; i < %d; i++)); do : > /tmp/f$((i %% 100)); done; for ((i = 0; i < %d; i++)); do /bin/true; done"
            .formatted(said + 1, FILES, PROCESSES);
    return Map.of("name", "execute", "terminal", 1, "command", command, "mode", "one_time");
  }

  private static String completion(Map<String, Object> action) {
    String content =
        JSON.writeValueAsString(
            Map.of(
                "explanation", "I work.",
                "gaps", "",
                "findings", "",
                "plan", List.of("Work.", "Look.", "Finish."),
                "action", action));
    return JSON.writeValueAsString(
        Map.of(
            "id", "c-1",
            "object", "chat.completion",
            "model", "busy",
            "choices",
                List.of(
                    Map.of(
                        "index",
                        0,
                        "finish_reason",
                        "stop",
                        "message",
                        Map.of("role", "assistant", "content", content))),
            "usage", Map.of("prompt_tokens", 10, "completion_tokens", 5, "total_tokens", 15)));
  }

  private static boolean told(Path folder) throws IOException {
    boolean right = true;
    RunFolder run = RunFolder.open(folder);
    for (VerdictFile verdict : run.verdicts()) {
      Path trial = run.trial(verdict.trial());
      var events = new AtomicLong();
      var problem =
          EvidenceReader.entries(
              trial,
              entry -> {
                if (entry.observation() instanceof KernelEvent) {
                  events.incrementAndGet();
                }
              });
      long bytes = FabricatedRun.bytes(trial);
      boolean fine =
          verdict.cause().isEmpty()
              && problem.isEmpty()
              && events.get() >= 100_000
              && bytes <= MOST_BYTES;
      right &= fine;
      System.out.printf(
          Locale.ROOT,
          "trial %d: %s, %,d events, %,d bytes on disk, %.0f s%s%n",
          verdict.trial(),
          verdict.verdict(),
          events.get(),
          bytes,
          verdict.wallS(),
          fine ? "" : "  NOT AS IT MUST BE");
    }
    System.out.println("largest heap: " + largestHeap(Path.of(folder + ".gc")));
    return right;
  }

  /** The most that was in use when a collection began. */
  private static String largestHeap(Path log) throws IOException {
    long most =
        Files.readAllLines(log).stream()
            .filter(line -> line.matches(".*Pause.*\\d+M->\\d+M\\(.*"))
            .mapToLong(line -> Long.parseLong(line.replaceFirst(".*?(\\d+)M->\\d+M\\(.*", "$1")))
            .max()
            .orElse(0);
    return Files.isRegularFile(log) && most > 0 ? most + " MiB" : "not known";
  }
}
