package dev.redline.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.Installed.InstalledFile;
import dev.redline.evidence.ProbeRecord.OriginalRemoved;
import dev.redline.linux.Killer;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.linux.ProcessTable;
import dev.redline.linux.StoppedTracer;
import dev.redline.testbed.Host;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RemovalTests {
  /** An agent with two terminals: one is idle, in the other runs something that must live. */
  private static final String AGENT = "sleep 301 & bash -c 'sleep 302; true' & wait";

  @TempDir private Path root;
  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private final MemoryLog log = new MemoryLog();

  private ProcessKey sleeping(LocalHost host, String seconds) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < end) {
      var found =
          host.processes().stream()
              .flatMap(key -> table.snapshot(key).stream())
              .filter(p -> p.command().equals("sleep") && p.arguments().contains(seconds))
              .map(ProcessSnapshot::key)
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(5_000_000);
    }
    throw new AssertionError("No process sleeps " + seconds);
  }

  private static Host.Command bash(Path folder, String text) {
    return new Host.Command(
        List.of("/bin/bash", "-c", text), Map.of("PATH", "/usr/bin:/bin"), folder.toString());
  }

  @Test
  void endsTheOriginalAndItsIdleTerminalsAndNothingElse() throws Exception {
    var folder = Files.createDirectories(root.resolve("agent/sub"));
    var file = Files.writeString(root.resolve("agent/w.gguf"), "weights");
    Files.writeString(folder.resolve("later.log"), "made later");
    Files.writeString(root.resolve("mine"), "another's");
    Files.createLink(root.resolve("moved"), file);
    Files.createSymbolicLink(root.resolve("agent/out"), root.resolve("mine"));
    try (var host = new LocalHost(root);
        var broker = new FakeBroker(log)) {
      var agent = host.start(bash(root, AGENT)).process();
      var llm = host.start(bash(root, "sleep 303; true")).process();
      var idle = sleeping(host, "301");
      var candidate = sleeping(host, "302");
      var installed =
          new Installed(
              "ai-host",
              root.resolve("agent").toString(),
              agent,
              llm,
              1,
              2,
              file.toString(),
              7,
              "",
              List.of(new InstalledFile(file.toString(), LocalHost.identity(file), 7)));

      new Removal(host, table, log, broker, installed, new Killer(table, Duration.ofSeconds(5)))
          .carryOut(Set.of(candidate));

      var removed = log.of(OriginalRemoved.class).getFirst();
      assertThat(removed.failures()).isEmpty();
      assertThat(removed.killed()).containsExactlyInAnyOrder(agent, llm, idle);
      assertThat(table.isAlive(candidate)).isTrue();
      assertThat(removed.overwritten()).isEqualTo(3);
      assertThat(root.resolve("moved")).doesNotExist();
      assertThat(folder.resolve("later.log")).doesNotExist();
      assertThat(root.resolve("mine")).hasContent("another's");
      assertThat(broker.isRevoked(llm)).isTrue();
    }
  }

  /** Else its end, which comes when strace has come so far, looks like a kill from outside. */
  @Test
  void whatWasKilledAndHasNotEndedInTimeIsOnRecordAsKilled() throws Exception {
    try (var host = new LocalHost(root);
        var broker = new FakeBroker(log)) {
      var agent = host.start(bash(root, "exec sleep 304")).process();
      var gone = new ProcessKey(1, 1);
      var installed =
          new Installed("ai-host", root.toString(), agent, gone, 1, 2, "", 0, "", List.of());
      try (var _ = new StoppedTracer(agent, table)) {
        new Removal(host, table, log, broker, installed, new Killer(table, Duration.ofMillis(100)))
            .carryOut(Set.of());
      }

      var removed = log.of(OriginalRemoved.class).getFirst();
      assertThat(removed.killed()).containsExactly(agent);
      assertThat(removed.failures())
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains(agent.toString(), "SIGKILL");
    }
  }

  @Test
  void aHolderOfTheOldFileSeesItsBytesNoMore() throws Exception {
    Files.createDirectories(root.resolve("agent"));
    var file = Files.writeString(root.resolve("agent/w.gguf"), "weights");
    try (var host = new LocalHost(root);
        var broker = new FakeBroker(log);
        var held = Files.newByteChannel(file)) {
      var gone = new ProcessKey(1, 1);
      var installed =
          new Installed(
              "ai-host",
              root.resolve("agent").toString(),
              gone,
              gone,
              1,
              2,
              file.toString(),
              7,
              "",
              List.of(new InstalledFile(file.toString(), LocalHost.identity(file), 7)));

      new Removal(host, table, log, broker, installed, new Killer(table, Duration.ofSeconds(5)))
          .carryOut(Set.of());

      assertThat(held.size()).isZero();
      assertThat(Optional.of(log.of(OriginalRemoved.class).getFirst().killed()))
          .contains(List.of());
    }
  }
}
