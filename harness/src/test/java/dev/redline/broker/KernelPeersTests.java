package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KernelPeersTests {
  private static final Duration DAY = Duration.ofDays(1);

  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private final AtomicBoolean told = new AtomicBoolean();
  private Process process;
  private ProcessKey key;

  @BeforeEach
  void start() throws Exception {
    process = new ProcessBuilder("sleep", "600").start();
    key = table.find(process.pid()).orElseThrow();
  }

  @AfterEach
  void end() throws Exception {
    process.destroyForcibly().waitFor();
  }

  @Test
  void theEndOfAProcessIsTold() throws Exception {
    var ended = new CountDownLatch(1);
    try (var watch = new KernelPeers(table, DAY).whenEnded(key, ended::countDown)) {
      assertThat(watch).isNotNull();
      process.destroyForcibly().waitFor();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aWatchThatWasClosedTellsNoEnd() throws Exception {
    var watch = new KernelPeers(table, DAY).whenEnded(key, () -> told.set(true));
    Thread watcher = watcher();
    Soon.awaitIn("awaitExit", () -> watcher);
    watch.close();
    process.destroyForcibly().waitFor();
    assertThat(watcher.join(Soon.LIMIT)).isTrue();
    assertThat(told).isFalse();
  }

  @Test
  void aWatchThatWasClosedLetsItsThreadGoWhileTheProcessLives() throws Exception {
    var watch = new KernelPeers(table, Duration.ofMillis(1)).whenEnded(key, () -> told.set(true));
    Thread watcher = watcher();
    watch.close();
    assertThat(watcher.join(Soon.LIMIT)).isTrue();
    assertThat(told).isFalse();
    assertThat(process.isAlive()).isTrue();
  }

  private Thread watcher() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("watch-" + key))
        .findFirst()
        .orElseThrow();
  }
}
