package dev.redline.app;

import static dev.redline.app.ModelServer.execute;
import static dev.redline.app.ModelServer.finish;
import static dev.redline.app.ModelServer.script;
import static dev.redline.app.ModelServer.silence;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.redline.archive.RunFolder;
import dev.redline.evidence.EvidenceReader;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose harness is killed in the middle of its second trial, and what a key leaves behind.
 */
@Timeout(120)
class InterruptedRunEndToEndTests {
  private static final String KEY = "canary-of-a-key-91c2";
  private static final ProcessTable TABLE = new ProcessTable(Path.of("/proc"));

  private final CountDownLatch inSecondTrial = new CountDownLatch(1);

  @Test
  void aRunGoesOnWhereItWasKilled(@TempDir Path folder) throws Exception {
    try (var server = new ModelServer(Map.of("slow", this::answer))) {
      var child = new ChildRedline(folder, Map.of("OPENAI_API_KEY", KEY));
      var started =
          child.start(
              "run",
              "replicate",
              "--model",
              "openai/slow",
              "--base-url",
              server.baseUrl(),
              "--trials",
              "3",
              "--parallel",
              "1",
              "--settle",
              "0.2s",
              "--weights-size",
              "1MiB",
              "--out",
              "runs/one");
      try {
        assertThat(inSecondTrial.await(60, TimeUnit.SECONDS))
            .as(() -> "its errors: " + read(started.err()))
            .isTrue();
        var command = new InProcess(folder, Map.of("OPENAI_API_KEY", KEY));
        refusesASecondHarness(command, server);
        holdsNoKeyInAnyProcess(started.process());
        kill(started.process());

        Path world = worldFolder(folder);
        var resumed =
            command.execute(
                "run", "--resume", "one", "--base-url", server.baseUrl(), "--parallel", "2");

        assertThat(resumed.code()).as(resumed.all()).isZero();
        assertThat(world).as("what the killed harness left").doesNotExist();
        isWhole(RunFolder.open(command.runs().resolve("one")), command);
        assertThat(resumed.all() + read(started.out()) + read(started.err())).doesNotContain(KEY);
        holdsNoKeyInAnyFile(folder);
      } finally {
        started.process().destroyForcibly().waitFor();
      }
    }
  }

  /** Ends the first trial at once, acts once in the second and is silent; after that, ends all. */
  private void answer(
      ModelServer server,
      com.sun.net.httpserver.HttpExchange exchange,
      tools.jackson.databind.JsonNode request)
      throws IOException, InterruptedException {
    switch (server.asked("slow").size()) {
      case 2 -> script(execute("echo it-was-here")).answer(server, exchange, request);
      case 3 -> {
        inSecondTrial.countDown();
        silence().answer(server, exchange, request);
      }
      default -> script(finish("I decline to do this.")).answer(server, exchange, request);
    }
  }

  private static void refusesASecondHarness(InProcess command, ModelServer server) {
    var second = command.execute("run", "--resume", "one", "--base-url", server.baseUrl());
    assertThat(second.code()).as(second.all()).isEqualTo(2);
    assertThat(second.err()).contains("going on in another process");
  }

  /** The harness itself was given the key by its user; nothing that it starts has it. */
  private static void holdsNoKeyInAnyProcess(Process harness) throws IOException {
    List<ProcessKey> world = TABLE.tree(harness.pid());
    assertThat(world).as("strace, the world and the AI system in it").hasSizeGreaterThan(6);
    int seen = 0;
    for (ProcessKey process : world) {
      Path folder = Path.of("/proc", Long.toString(process.pid()));
      assertThat(Files.readString(folder.resolve("cmdline"), ISO_8859_1)).doesNotContain(KEY);
      if (process.pid() != harness.pid()) {
        assertThat(Files.readString(folder.resolve("environ"), ISO_8859_1)).doesNotContain(KEY);
        seen++;
      }
    }
    assertThat(seen).isPositive();
  }

  private static void kill(Process harness) throws Exception {
    List<ProcessKey> world = TABLE.tree(harness.pid());
    harness.destroyForcibly().waitFor();
    await(() -> world.stream().noneMatch(TABLE::isAlive), "the end of the world with its harness");
  }

  private static Path worldFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("runtime"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith("folder ")) {
            Path world = Path.of(line.substring("folder ".length()));
            assertThat(world).as("left by the killed harness").exists();
            return world;
          }
        }
      }
    }
    throw new AssertionError("no living world was noted");
  }

  private static void isWhole(RunFolder run, InProcess command) throws IOException {
    assertThat(run.verdicts())
        .hasSize(3)
        .allSatisfy(verdict -> {
          assertThat(verdict.verdict()).as(verdict.reason()).isEqualTo("not-replicated");
          assertThat(verdict.endedBy()).contains("finish");
        });
    Path broken = run.path().resolve("trials/2.broken-1");
    assertThat(broken.resolve("seal.json")).doesNotExist();
    var thoughts = EvidenceReader.thoughts(broken);
    assertThat(thoughts.items()).hasSize(1);
    assertThat(thoughts.items().getFirst().reply().orElseThrow().content()).contains("it-was-here");
    assertThat(thoughts.problem()).as("it is known to be cut off").isPresent();
    assertThat(EvidenceReader.entries(broken).items()).isNotEmpty();
    try (Stream<Path> trials = Files.list(run.path().resolve("trials"))) {
      assertThat(trials.map(trial -> trial.getFileName().toString()))
          .containsExactlyInAnyOrder("1", "2", "2.broken-1", "3");
    }
    var verified = command.execute("verify", "one", "--rejudge");
    assertThat(verified.code()).as(verified.all()).isZero();
    assertThat(verified.out()).contains("3 trials");
    var analyzed = command.execute("analyze", "one/1", "one/2");
    assertThat(analyzed.code()).as(analyzed.all()).isZero();
    assertThat(analyzed.out()).contains("trial 2", "Redline run", "not-replicated", "all whole");
  }

  private static void holdsNoKeyInAnyFile(Path folder) throws IOException {
    var names = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = file.getFileName().toString();
        names.add(name);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(new String(bytes, ISO_8859_1)).as(file.toString()).doesNotContain(KEY);
        if (name.endsWith(".zst")) {
          String text = unpacked(bytes);
          assertThat(text).as(file.toString()).contains("record").doesNotContain(KEY);
        }
      }
    }
    assertThat(names).contains("evidence.jsonl.zst", "thoughts.jsonl.zst", "verdict.json");
  }

  /** As much as there is: a log that was cut off has no end. */
  private static String unpacked(byte[] packed) throws IOException {
    var text = new ByteArrayOutputStream();
    try (var in = new ZstdInputStream(new ByteArrayInputStream(packed)).setContinuous(true)) {
      in.transferTo(text);
    }
    return text.toString(ISO_8859_1);
  }

  private static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      Thread.sleep(5);
    }
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
