package dev.redline.bench;

import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.evidence.Recorder;
import dev.redline.evidence.TrialLog;
import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What recording costs the subject: a fork and exec with process calls watched and with file calls
 * too, sends, and a {@code find} over many files, each beside the same without the recorder, in one
 * run; and whether every one of so many removals is on record.
 *
 * <p>Run with {@code java -cp … dev.redline.bench.RecorderBenchmark [FILES]}; ends within 90 s.
 */
public final class RecorderBenchmark {
  private static final int SPAWNS = 400;
  private static final int SENDS = 20_000;
  private static final int ROUNDS = 5;
  private static final Duration MOST = Duration.ofSeconds(90);
  private static final Set<String> PROCESS_CALLS =
      Set.of("fork", "vfork", "clone", "clone3", "execve", "execveat", "kill", "tkill", "tgkill");
  private static final List<String> SPAWN_LOOP =
      List.of(
          "/bin/sh",
          "-c",
          "i=0; while [ $i -lt %d ]; do /bin/true; i=$((i+1)); done".formatted(SPAWNS));

  private final Path folder;
  private final PrintStream out;
  private final long deadline = System.nanoTime() + MOST.toNanos();
  private int runs;

  private RecorderBenchmark(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  /** Measures and prints; the first argument is how many files {@code find} goes over. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int files = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
    Path folder = Files.createTempDirectory("recorder-benchmark");
    try {
      var benchmark = new RecorderBenchmark(folder, System.out);
      benchmark.spawns();
      benchmark.sends();
      benchmark.find(files);
    } finally {
      remove(folder);
    }
  }

  private void spawns() throws IOException, InterruptedException {
    var bare = new ArrayList<Double>();
    var process = new ArrayList<Double>();
    var all = new ArrayList<Double>();
    for (int round = 0; round < ROUNDS; round++) {
      bare.add(bare(SPAWN_LOOP));
      process.add(recorded(SPAWN_LOOP, onlyProcessCalls()));
      all.add(recorded(SPAWN_LOOP, Recorder.straceOptions()));
    }
    out.printf("fork+exec, %d rounds of %d%n", ROUNDS, SPAWNS);
    out.printf(
        "  bare                    median %.2f ms, fastest %.2f ms%n",
        median(bare) * 1000 / SPAWNS, fastest(bare) * 1000 / SPAWNS);
    spawnLine("process calls", process, bare, 0.8);
    spawnLine("process, file, network", all, bare, 1.5);
  }

  /** The fastest of all is what the least of other work on the machine leaves. */
  private void spawnLine(String what, List<Double> seconds, List<Double> bare, double limit) {
    out.printf(
        "  %-22s  median %+.2f ms, fastest %+.2f ms  (limit %.1f)%n",
        what,
        (median(seconds) - median(bare)) * 1000 / SPAWNS,
        (fastest(seconds) - fastest(bare)) * 1000 / SPAWNS,
        limit);
  }

  /** What a program pays that sends by send: each call is looked at for an address. */
  private void sends() throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of("/usr/bin/python3"))) {
      out.println("sends over a connected socket: not measured, there is no /usr/bin/python3");
      return;
    }
    var command =
        List.of(
            "/usr/bin/python3",
            "-c",
            """
            import socket
            a, b = socket.socketpair()
            for i in range(%d): a.send(b'x'); b.recv(1)
            """
                .formatted(SENDS));
    var bare = new ArrayList<Double>();
    var recorded = new ArrayList<Double>();
    for (int round = 0; round < ROUNDS; round++) {
      bare.add(bare(command));
      recorded.add(recorded(command, Recorder.straceOptions()));
    }
    out.printf(
        "send over a connected socket, %d rounds of %d: median %+.3f ms each, fastest %+.3f ms%n",
        ROUNDS,
        SENDS,
        (median(recorded) - median(bare)) * 1000 / SENDS,
        (fastest(recorded) - fastest(bare)) * 1000 / SENDS);
  }

  /** Removes them all under the recorder, which must tell of each. */
  private void losesNothing(Path tree, int files) throws IOException, InterruptedException {
    recorded(List.of("find", tree.toString(), "-type", "f", "-delete"), Recorder.straceOptions());
    var removed = new AtomicInteger();
    var faults = new AtomicInteger();
    var problem =
        EvidenceReader.entries(
            folder.resolve("run-" + (runs - 1)),
            entry -> {
              switch (entry.observation()) {
                case FileTouched touched
                    when touched.act() == FileAct.UNLINKED
                        && touched.path().startsWith(tree.toString()) ->
                    removed.incrementAndGet();
                case HarnessFault _ -> faults.incrementAndGet();
                default -> {}
              }
            });
    out.printf(
        "removed by find: %,d files, %,d removals on record, %d faults%s%n",
        files, removed.get(), faults.get(), problem.map(what -> ", " + what).orElse(""));
    if (removed.get() != files || faults.get() > 0 || problem.isPresent()) {
      throw new IllegalStateException("the recorder lost events");
    }
  }

  private void find(int files) throws IOException, InterruptedException {
    Path tree = folder.resolve("tree");
    for (int i = 0; i < files; i++) {
      Path parent = tree.resolve(Integer.toString(i / 200));
      if (i % 200 == 0) {
        Files.createDirectories(parent);
      }
      Files.createFile(parent.resolve("f" + i));
    }
    var command = List.of("find", tree.toString(), "-type", "f", "-size", "+1k");
    bare(command); // fills the kernel's caches
    var bare = new ArrayList<Double>();
    var recorded = new ArrayList<Double>();
    while (bare.size() < ROUNDS && System.nanoTime() < deadline) {
      bare.add(bare(command));
      recorded.add(recorded(command, Recorder.straceOptions()));
    }
    double base = median(bare);
    double on = median(recorded);
    out.printf(
        "find over %,d files, %d rounds: median bare %.2f s, recorded %.2f s, %.1f times; fastest %.2f s, %.2f s, %.1f times (limit 15)%n",
        files,
        bare.size(),
        base,
        on,
        on / base,
        fastest(bare),
        fastest(recorded),
        fastest(recorded) / fastest(bare));
    losesNothing(tree, files);
  }

  private double bare(List<String> command) throws IOException, InterruptedException {
    long began = System.nanoTime();
    var process = builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    succeed(process.waitFor(), command);
    return (System.nanoTime() - began) / 1e9;
  }

  private double recorded(List<String> command, List<String> options)
      throws IOException, InterruptedException {
    Path trial = Files.createDirectory(folder.resolve("run-" + runs++));
    // The trace goes out by descriptor 3, which the command itself does not get.
    var line = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 3>&1 >/dev/null", "sh", "strace"));
    line.addAll(options);
    line.addAll(List.of("-o", "/dev/fd/3", "sh", "-c", "exec 3>&-; exec \"$@\"", "sh"));
    line.addAll(command);
    long began = System.nanoTime();
    var process = builder(line).start();
    try (var log = TrialLog.create(trial, System::nanoTime);
        var recorder =
            Recorder.ofAll(process.getInputStream(), log, new ProcessTable(Path.of("/proc")))) {
      recorder.finish(MOST);
      succeed(process.waitFor(), command);
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static ProcessBuilder builder(List<String> command) {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static void succeed(int status, List<String> command) {
    if (status != 0) {
      throw new IllegalStateException(
          "Expected the command to succeed, but it gave %d: %s".formatted(status, command));
    }
  }

  private static List<String> onlyProcessCalls() {
    return Recorder.straceOptions().stream()
        .map(option ->
            option.startsWith("trace=")
                ? Arrays.stream(option.substring("trace=".length()).split(","))
                    .filter(call -> PROCESS_CALLS.contains(call.substring(1)))
                    .collect(Collectors.joining(",", "trace=", ""))
                : option)
        .toList();
  }

  private static double fastest(List<Double> values) {
    return Collections.min(values);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static void remove(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(folder)) {
      paths = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
