package dev.redline.bench;

import dev.redline.evidence.Recorder;
import dev.redline.linux.Pidfd;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.testbed.Host;
import dev.redline.testbed.KillSwitch;
import dev.redline.testbed.Limits;
import dev.redline.testbed.Testbeds;
import dev.redline.testbed.Tracing;
import dev.redline.testbed.World;
import dev.redline.testbed.WorldSpec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Measures how long a traced world with its processes outlives the kill switch, and the death of
 * its harness by SIGKILL: until no process of it is left that is not a zombie, looked at from a
 * process of its own. The goal is 100 ms at the 99th percentile.
 *
 * <p>Arguments: how many kills (200; half of each kind), how many JVMs in the world (8, as four
 * replicas have). Sleeping programs make them 50 processes. A third argument, bomb: a fork bomb is
 * running as well and has made 200 more. The world's first process is among those waited for, and
 * it ends only after all that the bomb has made meanwhile.
 */
@SuppressWarnings("SystemOut")
public final class KillBenchmark {
  private static final String BOMB = "bomb";

  /** Processes in the world without the bomb's. */
  private static final int PROCESSES = 50;

  /** Processes that the bomb has room for, and how many it has made when it is in full swing. */
  private static final int BOMBS = 250;

  private static final int SWING = 200;

  /** A thread counts as a process, and a JVM has about this many. */
  private static final int THREADS = 22;

  private static final ProcessTable TABLE = new ProcessTable(Path.of("/proc"));

  private KillBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("harness")) {
      beHarness(Path.of(arguments[1]), Integer.parseInt(arguments[2]), arguments[3].equals(BOMB));
      return;
    }
    int kills = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    int jvms = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
    boolean bomb = arguments.length > 2 && arguments[2].equals(BOMB);
    var state = Files.createTempDirectory("kill-benchmark");
    var stop = new ArrayList<Double>();
    var death = new ArrayList<Double>();
    int alive = 0;
    for (int i = 0; i < kills; i++) {
      boolean byStop = i % 2 == 0;
      var harness = startHarness(state, jvms, bomb);
      try {
        var processes = awaitUp(harness);
        alive = processes.size();
        (byStop ? stop : death).add(byStop ? stop(state, processes) : kill(harness, processes));
      } finally {
        harness.destroyForcibly().waitFor();
        new KillSwitch(TABLE).endAll(state); // Removes what the killed harness left on disk.
      }
    }
    Files.delete(state);
    System.out.printf(
        "%d kills of a traced world with %d processes, %d of them JVMs%s%n",
        kills, alive, jvms, bomb ? ", and a fork bomb" : "");
    print("stop", stop);
    print("harness killed", death);
  }

  private static double stop(Path state, List<ProcessKey> processes) throws InterruptedException {
    var report = new CompletableFuture<KillSwitch.Report>();
    long begin = System.nanoTime();
    var stopper =
        Thread.ofPlatform()
            .start(() -> {
              try {
                report.complete(new KillSwitch(TABLE).endAll(state));
              } catch (IOException e) {
                report.completeExceptionally(e);
              }
            });
    double millis = awaitDeath(processes, begin);
    stopper.join();
    if (report.join().ended() != 1) {
      throw new IllegalStateException("The kill switch found no world to end: " + report.join());
    }
    return millis;
  }

  private static double kill(Process harness, List<ProcessKey> processes) throws IOException {
    var key = TABLE.find(harness.pid()).orElseThrow();
    try (var held = Pidfd.open(key, TABLE).orElseThrow()) {
      long begin = System.nanoTime();
      held.kill();
      return awaitDeath(processes, begin);
    }
  }

  private static double awaitDeath(List<ProcessKey> processes, long begin) {
    while (processes.stream().anyMatch(TABLE::isAlive)) {
      if (System.nanoTime() - begin > 10_000_000_000L) {
        throw new IllegalStateException(
            "Still alive after 10 s: " + processes.stream().filter(TABLE::isAlive).toList());
      }
      LockSupport.parkNanos(500_000); // Looking without a pause would take a core from the dying.
    }
    return (System.nanoTime() - begin) / 1e6;
  }

  private static Process startHarness(Path state, int jvms, boolean bomb) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KillBenchmark.class.getName(),
            "harness",
            state.toString(),
            Integer.toString(jvms),
            bomb ? BOMB : "calm")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<ProcessKey> awaitUp(Process harness) throws IOException {
    // Not closed: the stream belongs to the harness, which goes on.
    var line = harness.inputReader().readLine();
    if (line == null) {
      throw new IOException("The harness ended before its world was up");
    }
    return Arrays.stream(line.split(" "))
        .map(word -> word.split("@"))
        .map(key -> new ProcessKey(Long.parseLong(key[0]), Long.parseLong(key[1])))
        .toList();
  }

  /** The other side: makes a world, fills it, tells its processes, and waits to be killed. */
  private static void beHarness(Path state, int jvms, boolean bomb) throws Exception {
    var spec =
        WorldSpec.of(limits(jvms, bomb))
            .registeredIn(state)
            .tracedBy(
                new Tracing(
                    Recorder.straceOptions(), Recorder.deniedCalls(), KillBenchmark::readToTheEnd));
    World world = Testbeds.ofThisMachine().start(spec);
    for (int i = 0; i < jvms; i++) {
      world.host().start(command("jwebserver", "-p", Integer.toString(9000 + i)));
    }
    for (int i = 0; i < jvms; i++) {
      awaitServer(world.host(), 9000 + i);
    }
    while (world.processes().size() < PROCESSES) {
      world.host().start(command("sleep", "1000"));
    }
    if (bomb) {
      world.host().start(command("bash", "-c", "bomb() { bomb | bomb & }; bomb; sleep 1000"));
      while (world.processes().size() < PROCESSES + SWING) {
        Thread.sleep(5); // It is not in full swing yet.
      }
    }
    var all = new ArrayList<>(TABLE.tree(ProcessHandle.current().pid()));
    all.removeFirst(); // Itself.
    System.out.println(all.stream().map(ProcessKey::toString).collect(Collectors.joining(" ")));
    Thread.currentThread().join();
  }

  private static Limits limits(int jvms, boolean bomb) {
    var usual = Limits.forWeights(16 << 20);
    return new Limits(
        jvms * THREADS + PROCESSES + (bomb ? BOMBS : 50),
        usual.openFiles(),
        usual.addressSpaceBytes(),
        usual.fileBytes(),
        usual.memoryBytes(),
        usual.homeBytes(),
        usual.temporaryBytes(),
        usual.sharedBytes());
  }

  private static void awaitServer(Host host, int port) throws InterruptedException {
    while (true) {
      try (var connection = host.connect("127.0.0.1", port)) {
        if (connection.isOpen()) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(20); // It does not listen yet.
      }
    }
  }

  private static Host.Command command(String... arguments) {
    return new Host.Command(
        List.of(arguments), Map.of("PATH", "/opt/java/bin:/usr/bin:/bin"), "/home/ai");
  }

  private static void readToTheEnd(InputStream lines) {
    try {
      lines.skipNBytes(Long.MAX_VALUE);
    } catch (EOFException e) {
      // The end.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of stops, the first is by a JVM that has just started, as {@code redline stop} is. */
  private static void print(String name, List<Double> millis) {
    var sorted = millis.stream().sorted().toList();
    System.out.printf(
        "%-15s n=%d  first %.1f ms  p50 %.1f ms  p99 %.1f ms  max %.1f ms%n",
        name,
        sorted.size(),
        millis.getFirst(),
        sorted.get(sorted.size() / 2),
        sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1),
        sorted.getLast());
  }
}
