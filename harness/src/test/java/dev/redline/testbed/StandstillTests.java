package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.linux.Fifo;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be waited for without end. */
@Timeout(60)
class StandstillTests {
  @Test
  void aReaderThatOpensItsPipeOnlyAfterTheWorldHasEndedIsFreedAllTheSame(@TempDir Path folder)
      throws Exception {
    var fifo = folder.resolve("t");
    Fifo.create(fifo);
    var freed = new CompletableFuture<Thread>();
    var read = new CompletableFuture<Integer>();
    var reader =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              // Whoever frees it waits by now: it was freed once, when nobody had opened it.
              Thread freeing = freed.join();
              Worlds.await(
                  () -> freeing.getState() == Thread.State.TIMED_WAITING, "the first freeing");
              try (var in = new FileInputStream(fifo.toFile())) {
                read.complete(in.read());
              } catch (IOException e) {
                read.completeExceptionally(e);
              }
            });
    var freeing =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                HostPipes.finish(fifo, reader);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    freed.complete(freeing);
    assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
    assertThat(freeing.join(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void aConnectionThatNobodyTakesIsGivenUpAndItsHelperEnded() throws Exception {
    var before = ProcessHandle.current().children().toList();
    assertThatThrownBy(() ->
            OuterConnection.open(
                List.of("sleep", "4711"), "127.0.0.1:8000", Duration.ofMillis(100)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("127.0.0.1:8000");
    assertThat(
            ProcessHandle.current()
                .children()
                .filter(child -> !before.contains(child))
                .map(child -> child.info().arguments().map(List::of).orElse(List.of())))
        .noneMatch(arguments -> arguments.contains("4711"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anOrderLargerThanAPipeToAFirstProcessThatStandsStillEndsWithIt(boolean byItsWorld)
      throws Exception {
    try (var world = Worlds.start(Worlds.traced())) {
      var init = world.processes().getFirst();
      Worlds.signal("STOP", init.pid());
      var order = new CompletableFuture<Host.Started>();
      var ordering =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  order.complete(world.host().start(large()));
                } catch (IOException e) {
                  order.completeExceptionally(e);
                }
              });
      Worlds.await(() -> writes(ordering), "the order that fills the pipe");
      assertThat(order).isNotDone();

      if (byItsWorld) {
        world.end();
      } else {
        Worlds.signal("KILL", init.pid());
      }

      assertThatThrownBy(() -> order.get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  private static boolean writes(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("writeBytes"));
  }

  private static Host.Command large() {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      environment.put("LARGE" + i, "x".repeat(100_000));
    }
    return new Host.Command(List.of("true"), environment, "/");
  }
}
