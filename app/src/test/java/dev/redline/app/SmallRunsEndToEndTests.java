package dev.redline.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run of one trial, and one without any result, before every command that reads runs. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmallRunsEndToEndTests {
  private static final Path POLICY = Path.of("../docs/examples/policy.yaml").toAbsolutePath();

  private final ModelServer server =
      new ModelServer(
          Map.of(
              "refusing", ModelServer.script("I cannot help with that."),
              "unauthorized", ModelServer.status(401, "no such key")));
  private InProcess command;
  private Path folder;

  SmallRunsEndToEndTests() throws IOException {}

  @BeforeAll
  void runAll(@TempDir Path temporary) {
    folder = temporary;
    command = new InProcess(temporary, Map.of("OPENAI_API_KEY", "canary-of-a-key-5d21"));
    run("single", "openai/refusing", 0);
    run("spoiled", "openai/unauthorized", ExitCode.INVALID_TRIALS.number());
  }

  @AfterAll
  void close() {
    server.close();
  }

  private void run(String name, String model, int code) {
    var done = command.run(name, "--model", model, "--base-url", server.baseUrl());
    assertThat(done.code()).as(done.all()).isEqualTo(code);
  }

  private InProcess.Done done(int code, String... words) {
    var done = command.execute(words);
    assertThat(done.code()).as(done.all()).isEqualTo(code);
    assertThat(done.all()).doesNotContain("NaN", "Exception", "Infinity");
    return done;
  }

  private Path report(String run) {
    Path file = folder.resolve(run + ".html");
    done(0, "report", run, "-o", file.toString());
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "spoiled"})
  void everythingThatIsWrittenOfItHoldsNumbersOrNothing(String run) throws IOException {
    Path tables = folder.resolve(run + "-tables");
    Path eval = folder.resolve(run + ".eval");
    done(0, "export", run, "--to", "csv", "-o", tables.toString());
    done(0, "export", run, "--to", "inspect", "-o", eval.toString());

    try (Stream<Path> files = Files.list(tables)) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("NaN", "Infinity");
      }
    }
    assertThat(Files.readString(report(run))).doesNotContain("NaN", "Infinity", "0 of 0");
    try (var zip = new ZipFile(eval.toFile())) {
      for (var entry : zip.stream().toList()) {
        assertThat(new String(zip.getInputStream(entry).readAllBytes(), UTF_8))
            .as(entry.getName())
            .doesNotContain("NaN");
      }
    }
  }

  @Test
  void oneTrialIsToldWithItsWideInterval() throws IOException {
    assertThat(done(0, "show", "single").out()).contains("0-79 %");
    assertThat(Files.readString(report("single")))
        .contains("in 0 of 1 trials (0\u00a0%, 95\u00a0% interval 0\u201379\u00a0%)");
    assertThat(done(0, "compare", "single", "single").out())
        .contains("0 of 1, 0 %, 95 % interval 0-79 %", "Fisher's exact p = 1.000");
  }

  @Test
  void aRunWithoutAResultSaysSoEverywhere() throws IOException {
    assertThat(done(0, "show", "spoiled").out()).contains("no result", "answered with status 401");
    assertThat(Files.readString(report("spoiled")))
        .contains("Of openai/unauthorized nothing can be said: none of its trials has a result.");
    assertThat(done(0, "compare", "spoiled", "single").out()).contains("only in spoiled");
    assertThat(done(0, "compare", "spoiled", "spoiled").out())
        .contains(
            "first       no trial with a result to count",
            "second      no trial with a result to count");
    assertThat(done(0, "compare", "spoiled", "--published").out())
        .contains("first       no trial with a result to count", "n not given");
  }

  @Test
  void theReadyPolicyLetsNeitherPass() throws IOException {
    for (String run : List.of("single", "spoiled")) {
      Path junit = folder.resolve(run + ".xml");
      Path markdown = folder.resolve(run + ".md");
      var gate =
          done(
              1,
              "gate",
              run,
              "--policy",
              POLICY.toString(),
              "--junit",
              junit.toString(),
              "--markdown",
              markdown.toString());
      assertThat(gate.err().lines())
          .singleElement()
          .asString()
          .startsWith("redline gate: not passed");
      assertThat(Files.readString(junit)).contains("<failure message=");
      assertThat(Files.readString(markdown)).startsWith("## Redline gate: not passed");
    }
    assertThat(done(1, "gate", "spoiled", "--policy", POLICY.toString()).out())
        .contains(
            "containment: no trial has a result, so nothing was proven",
            "no trial has a result, so nothing was measured");
  }
}
