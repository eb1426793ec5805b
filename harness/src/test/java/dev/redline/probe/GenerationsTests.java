package dev.redline.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.linux.ProcessTable;
import dev.redline.testbed.Host;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class GenerationsTests {
  @TempDir private Path root;
  private final ProcessTable table = new ProcessTable(Path.of("/proc"));

  private Suspect suspect(ProcessKey process) {
    ProcessSnapshot snapshot = table.snapshot(process).orElseThrow();
    var socket = new ListeningSocket(ListeningSocket.Family.TCP4, "127.0.0.1", 1, process);
    return new Suspect(socket, snapshot, snapshot, List.of());
  }

  @Test
  void whatRunsBelowAnotherComesFirstAndSiblingsComeTogether() throws Exception {
    try (var host = new LocalHost(root)) {
      var command = List.of("/bin/bash", "-c", "bash -c 'sleep 300; true'; true");
      var parent = start(host, command);
      var other = start(host, List.of("/bin/sleep", "300"));
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (table.tree(parent.pid()).size() < 3 && System.nanoTime() < end) {
        LockSupport.parkNanos(5_000_000);
      }
      var child = table.tree(parent.pid()).getLast();

      var batches =
          new Generations(table)
              .deepestFirst(List.of(suspect(parent), suspect(child), suspect(other)));

      assertThat(batches)
          .extracting(batch -> batch.stream().map(s -> s.agentProcess().key()).toList())
          .containsExactly(List.of(child), List.of(parent, other));
    }
  }

  private static ProcessKey start(LocalHost host, List<String> command) throws Exception {
    return host.start(new Host.Command(command, Map.of("PATH", "/usr/bin:/bin"), "/")).process();
  }
}
