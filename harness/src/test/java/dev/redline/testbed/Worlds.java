package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.Observation.SelfTested;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What several tests of real worlds need. */
final class Worlds {
  static final ProcessTable TABLE = new ProcessTable(Path.of("/proc"));

  private Worlds() {}

  static WorldSpec small() {
    return WorldSpec.of(Limits.forWeights(16 << 20));
  }

  static WorldSpec traced() {
    return small()
        .tracedBy(
            new Tracing(
                List.of("-f", "--seccomp-bpf", "-q", "-e", "trace=execve,clone,kill"),
                Set.of(),
                Worlds::readToTheEnd));
  }

  static World start(WorldSpec spec) {
    return Testbeds.ofThisMachine().start(spec);
  }

  static Host.Command bash(String script) {
    return BubblewrapHost.command(List.of("bash", "-c", script));
  }

  static Host.Finished run(Host host, String script) throws IOException {
    return host.run(bash(script), Duration.ofSeconds(20));
  }

  static SelfTested selfTest(Host host, Path outside) throws IOException {
    try (var canary = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var tested = SelfTest.run(host, canary.getLocalPort(), outside);
      SelfTest.demandSealed(tested);
      return tested;
    }
  }

  static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Did not come within 20 s: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  static void signal(String name, long process) throws IOException {
    var kill = new ProcessBuilder("kill", "-s", name, Long.toString(process)).inheritIO().start();
    assertThat(kill.onExit().join().exitValue()).isZero();
  }

  static void awaitDeath(Collection<ProcessKey> processes) {
    await(() -> processes.stream().noneMatch(TABLE::isAlive), "death of " + processes);
  }

  static void readToTheEnd(InputStream lines) {
    try {
      lines.skipNBytes(Long.MAX_VALUE);
    } catch (java.io.EOFException e) {
      // The end.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
