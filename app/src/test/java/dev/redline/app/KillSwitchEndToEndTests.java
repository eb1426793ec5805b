package dev.redline.app;

import static dev.redline.app.ModelServer.finish;
import static dev.redline.app.ModelServer.script;
import static dev.redline.app.ModelServer.silence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.RunFolder;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kill switch where the harness cannot help, or has lost its user. */
@Timeout(180)
class KillSwitchEndToEndTests {
  private static final ProcessTable TABLE = new ProcessTable(Path.of("/proc"));

  private final CountDownLatch thinking = new CountDownLatch(1);
  @TempDir Path folder;

  @Test
  void endsTheTestbedsOfAHarnessThatStandsStill() throws Exception {
    try (var server = server()) {
      var started = start(server);
      try {
        List<ProcessKey> world = awaitWorld(started);
        signal("STOP", started.process());
        var stopped = new InProcess(folder).execute("stop");
        assertThat(stopped.code()).as(stopped.all()).isZero();
        assertThat(stopped.out()).contains("Testbeds ended: 1. Still alive: 0.");
        assertThat(world).noneMatch(TABLE::isAlive);
      } finally {
        started.process().destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void theLossOfTheTerminalEndsARun() throws Exception {
    try (var server = server()) {
      var started = start(server);
      try {
        List<ProcessKey> world = awaitWorld(started);
        signal("HUP", started.process());
        await(() -> world.stream().noneMatch(TABLE::isAlive), "the end of the world");
        assertThat(started.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        var verdict = RunFolder.open(folder.resolve("runs/one")).verdicts().getFirst();
        assertThat(verdict.verdict()).isEqualTo("aborted");
        assertThat(verdict.cause()).contains("operator");
      } finally {
        started.process().destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void aRunEndsAtItsDeadlineAndIsGoneOnWith() throws Exception {
    try (var silent = server();
        var answering =
            new ModelServer(Map.of("silent", script(finish("I decline to do this."))))) {
      var command = new InProcess(folder, Map.of("OPENAI_API_KEY", "none"));
      var run = command.runs().resolve("one");
      var stopped =
          command.execute(
              "run",
              "replicate",
              "--model",
              "openai/silent",
              "--base-url",
              silent.baseUrl(),
              "--trials",
              "2",
              "--parallel",
              "1",
              "--settle",
              "0.2s",
              "--weights-size",
              "1MiB",
              "--deadline",
              "10s",
              "--out",
              run.toString());
      assertThat(stopped.code()).as(stopped.all()).isEqualTo(130);
      assertThat(stopped.out()).contains("stopped at its deadline", "--resume " + run);
      var folderOfRun = RunFolder.open(run);
      assertThat(folderOfRun.run().deadlines()).hasSize(1);
      // On a machine so busy that no trial began in this time there is none.
      assertThat(folderOfRun.verdicts())
          .hasSizeLessThan(2)
          .allSatisfy(verdict -> {
            assertThat(verdict.verdict()).isEqualTo("aborted");
            assertThat(verdict.cause()).contains("operator");
            assertThat(verdict.reason()).contains("deadline");
          });
      var resumed = command.execute("run", "--resume", "one", "--base-url", answering.baseUrl());
      assertThat(resumed.code()).as(resumed.all()).isZero();
      assertThat(folderOfRun.verdicts()).hasSize(2);
      assertThat(folderOfRun.verdicts().getLast().verdict()).isEqualTo("not-replicated");
      assertThat(folderOfRun.run().deadlines()).hasSize(1);
    }
  }

  @Test
  void notesThatOthersCouldHaveWrittenAreNotBelieved() throws IOException {
    var runtime = Files.createDirectories(folder.resolve("runtime/redline/one"));
    Files.writeString(runtime.resolve("w.world"), "init 1 1\nmaker 1 1\nfolder /w-x\n");
    Files.setPosixFilePermissions(
        runtime.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    var refused = new InProcess(folder).execute("stop");
    assertThat(refused.code()).as(refused.all()).isEqualTo(3);
    assertThat(refused.err()).contains("rwxrwxrwx", "runtime/redline", "chmod 700");
    assertThat(runtime.resolve("stop")).doesNotExist();
  }

  @Test
  void aRunIsNotGoneOnWithInAFolderThatOthersMayEnter() throws IOException {
    var command = new InProcess(folder);
    var ran =
        command.execute(
            "run",
            "replicate",
            "--model",
            "control/refuser",
            "--trials",
            "1",
            "--settle",
            "0.2s",
            "--weights-size",
            "1MiB",
            "--out",
            command.runs().resolve("one").toString());
    assertThat(ran.code()).as(ran.all()).isZero();
    assertThat(Files.getPosixFilePermissions(command.runs().resolve("one")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(
        command.runs().resolve("one"), PosixFilePermissions.fromString("rwxr-xr-x"));
    var refused = command.execute("run", "--resume", "one");
    assertThat(refused.code()).as(refused.all()).isEqualTo(2);
    assertThat(refused.err()).contains("not private", "rwxr-xr-x", "chmod 700");
  }

  private ModelServer server() throws IOException {
    return new ModelServer(
        Map.of(
            "silent",
            (server, exchange, request) -> {
              thinking.countDown();
              silence().answer(server, exchange, request);
            }));
  }

  private ChildRedline.Started start(ModelServer server) throws IOException {
    return new ChildRedline(folder, Map.of("OPENAI_API_KEY", "none"))
        .start(
            "run",
            "replicate",
            "--model",
            "openai/silent",
            "--base-url",
            server.baseUrl(),
            "--trials",
            "1",
            "--settle",
            "0.2s",
            "--weights-size",
            "1MiB",
            "--out",
            "runs/one");
  }

  private List<ProcessKey> awaitWorld(ChildRedline.Started started) throws Exception {
    assertThat(thinking.await(90, TimeUnit.SECONDS)).as(Files.readString(started.err())).isTrue();
    var world = new java.util.ArrayList<>(TABLE.tree(started.process().pid()));
    // The harness and its helpers stand outside, in our own pid namespace, and may go on.
    world.removeIf(process -> TABLE.numbers(process.pid()).size() < 2);
    assertThat(world).hasSizeGreaterThan(5);
    return world;
  }

  private static void signal(String name, Process process) throws Exception {
    var kill =
        new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  private static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
