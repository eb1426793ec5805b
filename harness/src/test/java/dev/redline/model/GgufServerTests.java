package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class GgufServerTests {
  /** Answers as llama.cpp's server does, to who has the key. */
  private static final String STAND_IN =
      """
      exec python3 -c '
      import http.server, json, os, sys
      class H(http.server.BaseHTTPRequestHandler):
          def log_message(self, *a): pass
          def give(self, status, body):
              data = json.dumps(body).encode()
              self.send_response(status)
              self.send_header("Content-Length", str(len(data)))
              self.end_headers()
              self.wfile.write(data)
          def do_GET(self): self.give(200, {"status": "ok"})
          def do_POST(self):
              self.rfile.read(int(self.headers["Content-Length"]))
              if self.headers["Authorization"] != "Bearer " + os.environ["LLAMA_API_KEY"]:
                  return self.give(401, {"error": {"message": "who are you?"}})
              self.give(200, {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hi"}}],
                              "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}})
      port = int(sys.argv[sys.argv.index("--port") + 1])
      http.server.HTTPServer(("127.0.0.1", port), H).serve_forever()
      ' "$@"
      """;

  @TempDir Path folder;

  private static boolean hasPython() {
    return java.util.stream.Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "python3")));
  }

  private Path model() throws IOException {
    return TinyGguf.write(folder.resolve("m.gguf"), "llama");
  }

  private static Models.Options options() {
    return new Models.Options(
        Map.of(),
        GenerationSettings.PROVIDERS_OWN,
        16,
        2048,
        Prices.packaged(),
        Purse.bottomless(),
        _ -> {});
  }

  private static ThoughtRequest greeting() {
    return new ThoughtRequest("m", List.of(Message.of(Message.Role.USER, "Say hello.")), List.of());
  }

  private Map<String, String> program(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("llama-server"), "#!/bin/bash\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Map.of("REDLINE_LLAMA_SERVER", file.toString());
  }

  @Test
  void aServerThatEndsIsToldWithItsOwnLastWords() throws IOException {
    var environment = program("echo 'error: tensor data is not within the file'; exit 1");
    assertThatThrownBy(() -> GgufServer.start(model(), 2048, environment, _ -> {}))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("it ended with status 1")
        .hasMessageContaining("tensor data is not within the file");
  }

  @Test
  void aServerThatIsNotThereIsToldByName() {
    var environment = Map.of("REDLINE_LLAMA_SERVER", "/nonexistent/llama-server");
    assertThatThrownBy(() -> GgufServer.start(model(), 2048, environment, _ -> {}))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("/nonexistent/llama-server")
        .hasMessageContaining("unset it");
  }

  @Test
  void aFileNeedsNoServerOfTheMachines() throws Exception {
    assumeLibrary();
    var models = new Models(Map.of("PATH", ""), new Random(1), InstantSource.system());
    List<ProcessHandle> children;
    try (Model model = models.open("gguf/" + model(), options())) {
      children = ((ChildModel) model).server().process().descendants().toList();
      Mind.Answer answer = model.forTrial(1).think(greeting());
      assertThat(answer.failed()).isEmpty();
      assertThat(answer.reply().usage().inputTokens()).isGreaterThan(10);
      assertThat(answer.reply().usage().outputTokens()).isPositive();
      assertThat(model.facts().server()).contains("llama.cpp's library", "m.gguf");
      ProcessHandle loaded =
          children.stream()
              .filter(one -> one.info().command().orElse("").endsWith("/java"))
              .findFirst()
              .orElseThrow();
      assertThat(Files.readString(Path.of("/proc/" + loaded.pid() + "/oom_score_adj")).strip())
          .as("memory that runs out ends it first")
          .isEqualTo("1000");
      assertThat(Files.readString(Path.of("/proc/" + loaded.pid() + "/limits")))
          .containsPattern("Max data size +[0-9]+ +[0-9]+ +bytes");
    }
    for (ProcessHandle one : children) {
      one.onExit().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aConversationBeyondItsContextIsTheModelsEnd() throws Exception {
    assumeLibrary();
    var models = new Models(Map.of("PATH", ""), new Random(1), InstantSource.system());
    try (Model model = models.open("gguf/" + model(), options())) {
      var long_ =
          new ThoughtRequest(
              "m", List.of(Message.of(Message.Role.USER, "a".repeat(3000))), List.of());
      assertThatThrownBy(() -> model.forTrial(1).think(long_))
          .isInstanceOfSatisfying(
              MindException.class,
              e -> assertThat(e.kind()).isEqualTo(MindException.Kind.CONTEXT_FULL));
    }
  }

  @Test
  void aKindOfModelThatTheLibraryDoesNotKnowIsToldInItsOwnWords() throws Exception {
    assumeLibrary();
    Path file = TinyGguf.write(folder.resolve("new.gguf"), "qwen99");
    assertThatThrownBy(() -> GgufServer.start(file, 2048, Map.of("PATH", ""), _ -> {}))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("unknown model architecture: 'qwen99'")
        .hasMessageContaining("newer than this model");
  }

  @Test
  void aProcessorThatLacksAnInstructionIsToldBeforeAnythingIsStarted() {
    assertThatThrownBy(() -> LlamaProgram.checkProcessor("flags\t: avx f16c fma bmi2", "amd64"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("lacks avx2")
        .hasMessageContaining("REDLINE_LLAMA_SERVER");
    LlamaProgram.checkProcessor("flags\t: avx2 f16c fma bmi2", "amd64");
  }

  /** The library's own build for this machine; glibc's systems have it. */
  private static void assumeLibrary() {
    assumeTrue(
        Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/libgomp.so.1"))
            || Files.exists(Path.of("/usr/lib64/libgomp.so.1")),
        "needs libgomp");
  }

  @Test
  void theServerEndsWithUsAndItsKeyIsInNoProcessList() throws Exception {
    assumeTrue(hasPython(), "needs python3");
    var models = new Models(program(STAND_IN), new Random(1), InstantSource.system());
    List<ProcessHandle> children;
    try (Model model = models.open("gguf/" + model(), options())) {
      ChildModel child = (ChildModel) model;
      children = child.server().process().descendants().toList();
      assertThat(children).anyMatch(one -> one.info().command().orElse("").contains("python3"));
      for (ProcessHandle one : children) {
        assertThat(Files.readString(Path.of("/proc/" + one.pid() + "/cmdline")))
            .doesNotContain(child.server().key().value());
      }
      Mind.Answer answer = model.forTrial(1).think(greeting());
      assertThat(answer.reply().usage().outputTokens()).isBetween(1L, 16L);
      assertThat(answer.reply().usage().costUsd()).contains(0.0);
      assertThat(model.facts().server()).contains("llama.cpp", "m.gguf");
    }
    for (ProcessHandle one : children) {
      one.onExit().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aKeeperThatIsKilledTakesTheServerAlong() throws Exception {
    assumeTrue(hasPython(), "needs python3");
    GgufServer server = GgufServer.start(model(), 2048, program(STAND_IN), _ -> {});
    List<ProcessHandle> children = server.process().descendants().toList();
    server.process().destroyForcibly();
    for (ProcessHandle one : children) {
      if (one.info().command().orElse("").contains("python3")) {
        one.onExit().get(20, TimeUnit.SECONDS);
      }
    }
    server.close();
  }
}
