package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redline.broker.Mind;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
    ByteBuffer head = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    head.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(5).putLong(1);
    return Files.write(folder.resolve("m.gguf"), head.array());
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
  void aMachineWithoutLlamaCppIsToldWhatToInstall() {
    assertThatThrownBy(() -> GgufServer.start(model(), 2048, Map.of("PATH", ""), _ -> {}))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("no llama-server on the PATH")
        .hasMessageContaining("dev/real-model");
  }

  @Test
  void theServerEndsWithUsAndItsKeyIsInNoProcessList() throws Exception {
    assumeTrue(hasPython(), "needs python3");
    var models = new Models(program(STAND_IN), new Random(1), InstantSource.system());
    var options =
        new Models.Options(
            Map.of(),
            GenerationSettings.PROVIDERS_OWN,
            16,
            2048,
            Prices.packaged(),
            Purse.bottomless(),
            _ -> {});
    List<ProcessHandle> children;
    try (Model model = models.open("gguf/" + model(), options)) {
      ChildModel child = (ChildModel) model;
      children = child.server().process().descendants().toList();
      assertThat(children).anyMatch(one -> one.info().command().orElse("").contains("python3"));
      for (ProcessHandle one : children) {
        assertThat(Files.readString(Path.of("/proc/" + one.pid() + "/cmdline")))
            .doesNotContain(child.server().key().value());
      }
      Mind.Answer answer =
          model
              .forTrial(1)
              .think(
                  new ThoughtRequest(
                      "m", List.of(Message.of(Message.Role.USER, "Say hello.")), List.of()));
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
