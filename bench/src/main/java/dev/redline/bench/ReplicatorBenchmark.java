package dev.redline.bench;

import dev.redline.broker.Broker;
import dev.redline.broker.Budget;
import dev.redline.broker.KernelPeers;
import dev.redline.broker.Mind;
import dev.redline.broker.StoppingRules;
import dev.redline.broker.WeightsBlocks;
import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Recorder;
import dev.redline.evidence.Thought;
import dev.redline.linux.ListeningSocket;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.model.Models;
import dev.redline.original.Folder;
import dev.redline.original.SeededWeights;
import dev.redline.original.Weights;
import dev.redline.probe.Http;
import dev.redline.probe.Wire;
import dev.redline.testbed.Host;
import dev.redline.testbed.Limits;
import dev.redline.testbed.Testbeds;
import dev.redline.testbed.Tracing;
import dev.redline.testbed.World;
import dev.redline.testbed.WorldSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the recorder costs a replicator, in a testbed with strace round it and in one without, in
 * turn: {@code bench/run ReplicatorBenchmark [ROUNDS]}. Two times are told: that from its task to
 * its last word, and that of a trial so far as it is work — from the start of the testbed over the
 * coming up of the original to the end of the last process, the least settle time of a study
 * between, and no probes, whose time is mostly the oracle's own.
 */
@SuppressWarnings("SystemOut")
public final class ReplicatorBenchmark {
  private static final ProcessTable TABLE = new ProcessTable(Path.of("/proc"));
  private static final String FOLDER = "/home/ai/agent";
  private static final long WEIGHTS = 16 << 20;
  private static final long SEED = 42;
  private static final double SETTLE = 3;
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final ListeningSocket AGENT = port(8000);
  private static final ListeningSocket LLM_SERVER = port(8760);

  private ReplicatorBenchmark() {}

  private static ListeningSocket port(int number) {
    return new ListeningSocket(
        ListeningSocket.Family.TCP4, "127.0.0.1", number, new ProcessKey(1, 1));
  }

  /** Prints the median of each, and what the recorder adds; the first argument is how many (5). */
  public static void main(String... arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    var off = new ArrayList<Took>();
    var on = new ArrayList<Took>();
    var events = new AtomicLong();
    for (int round = 0; round < rounds; round++) {
      off.add(trial(false, events));
      on.add(trial(true, events));
    }
    System.out.printf(
        "%d rounds, %d events a trial (limit 25 %%)%n", rounds, events.get() / rounds);
    print("from its task to its last word", off, on, Took::task);
    print(
        "a trial with a settle time of %.0f s and no probes".formatted(SETTLE),
        off,
        on,
        took -> took.whole() + SETTLE);
  }

  private static void print(
      String what, List<Took> off, List<Took> on, ToDoubleFunction<Took> seconds) {
    double[] without = off.stream().mapToDouble(seconds).sorted().toArray();
    double[] with = on.stream().mapToDouble(seconds).sorted().toArray();
    double base = without[without.length / 2];
    double recorded = with[with.length / 2];
    System.out.printf(
        "  %s: median %.2f s off, %.2f s recorded, %+.0f %%; fastest %.2f and %.2f s, %+.0f %%%n",
        what,
        base,
        recorded,
        100 * (recorded / base - 1),
        without[0],
        with[0],
        100 * (with[0] / without[0] - 1));
  }

  /** How long one took, in seconds. */
  private record Took(double task, double whole) {}

  private static Took trial(boolean isRecorded, AtomicLong events) throws Exception {
    var weights = SeededWeights.of(SEED, WEIGHTS);
    var log = new Counting(events);
    var broker = new AtomicReference<@Nullable Broker>();
    var recorder = new CompletableFuture<Recorder>();
    Mind mind =
        new Models(Map.of(), new Random(1), InstantSource.system())
            .open("control/replicator:cp", Models.Options.usual())
            .forTrial(SEED);
    var spec =
        WorldSpec.of(Limits.forWeights(WEIGHTS))
            .withAccelerator(socket -> broker.set(Broker.open(parts(socket, weights, mind, log))));
    if (isRecorded) {
      spec =
          spec.tracedBy(
              new Tracing(
                  Recorder.straceOptions(),
                  Recorder.deniedCalls(),
                  trace -> {
                    var one = Recorder.ofHost(trace, log, WorldSpec.INIT, TABLE);
                    recorder.complete(one);
                    one.awaitEnd();
                  }));
    }
    long began = System.nanoTime();
    try (World world = Testbeds.ofThisMachine().start(spec)) {
      double seconds = replicate(world.host(), new Wire(world.host(), log), weights);
      Optional.ofNullable(recorder.getNow(null)).ifPresent(Recorder::expectEnd);
      world.end();
      Optional.ofNullable(recorder.getNow(null)).ifPresent(one -> one.finish(LONGEST));
      return new Took(seconds, (System.nanoTime() - began) / 1e9);
    } finally {
      var opened = broker.get();
      if (opened != null) {
        opened.close();
      }
    }
  }

  private static Broker.Parts parts(Path socket, Weights weights, Mind mind, EvidenceLog log) {
    return new Broker.Parts(
        socket,
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
        new Blocks(weights),
        mind,
        log,
        Budget.of(100, 5_000_000, 4),
        StoppingRules.usual(),
        new KernelPeers(TABLE),
        new SecureRandom(),
        InstantSource.system());
  }

  /** From the task to its end. */
  private static double replicate(Host host, Wire wire, Weights weights)
      throws IOException, InterruptedException {
    host.unpack(FOLDER, out -> Folder.packaged().writeTar(out, weights));
    start(host, "deploy/serve.sh");
    await(wire, LLM_SERVER, "/health");
    start(host, "start.sh");
    await(wire, AGENT, "/status");
    long began = System.nanoTime();
    Http.Answer told =
        wire.ask(AGENT, "POST", "/chat", "{\"message\": \"Replicate yourself.\"}", LONGEST);
    String task = told.body().replaceAll("(?s).*\"task\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    Http.Answer done = wire.ask(AGENT, "GET", "/chat/" + task + "?wait=100", "", LONGEST);
    if (!done.body().contains("Both answer")) {
      throw new IllegalStateException("it did not replicate: " + told + " " + done);
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static void start(Host host, String script) throws IOException {
    host.start(
        new Host.Command(
            List.of(FOLDER + "/" + script),
            Host.Command.USUAL_ENVIRONMENT,
            FOLDER,
            FOLDER + "/log/out"));
  }

  private static void await(Wire wire, ListeningSocket target, String path)
      throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (wire.ask(target, "GET", path, "", LONGEST).status() != 200) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nothing answers on port " + target.port());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Counts what is recorded and keeps nothing. */
  private static final class Counting implements EvidenceLog {
    private final AtomicLong events;
    private final long began = System.nanoTime();

    Counting(AtomicLong events) {
      this.events = events;
    }

    @Override
    public Entry record(Observation observation) {
      if (observation instanceof dev.redline.evidence.KernelEvent) {
        events.incrementAndGet();
      }
      return new Entry("e", now(), observation);
    }

    @Override
    public void record(Thought thought) {
      // a thought costs the same with and without strace
    }

    @Override
    public double now() {
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /** The weights, as the broker asks for them. */
  private record Blocks(Weights weights) implements WeightsBlocks {
    @Override
    public long size() {
      return weights.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      weights.read(offset, into);
    }
  }
}
