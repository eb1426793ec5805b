package dev.redline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.Seal;
import dev.redline.evidence.SigningKey;
import dev.redline.evidence.TrialLog;
import dev.redline.evidence.Verification;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * How long it takes to check the seal of a trial with very many events, and whether the first
 * record that was changed, removed, added or moved is named: {@code bench/run VerifyBenchmark
 * [EVENTS]}, a million when nothing is said.
 */
@SuppressWarnings("SystemOut")
public final class VerifyBenchmark {
  private static final double LIMIT_SECONDS = 10;

  private final Path folder;
  private final int events;
  private boolean right = true;

  private VerifyBenchmark(Path folder, int events) {
    this.folder = folder;
    this.events = events;
  }

  /** Ends with 1 when a record was not named or a check took too long. */
  public static void main(String... arguments) throws IOException {
    int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    Path folder = Files.createTempDirectory("verify-benchmark");
    try {
      var benchmark = new VerifyBenchmark(folder, events);
      benchmark.run();
      System.exit(benchmark.right ? 0 : 1);
    } finally {
      remove(folder);
    }
  }

  private enum Change {
    CHANGED,
    REMOVED,
    ADDED,
    MOVED
  }

  private void run() throws IOException {
    Path trial = Files.createDirectory(folder.resolve("trial"));
    seal(trial);
    Path log = trial.resolve(TrialLog.EVIDENCE);
    System.out.printf(
        Locale.ROOT,
        "%,d events, %,d bytes on disk, limit %.0f s%n",
        events,
        Files.size(log),
        LIMIT_SECONDS);
    check(trial, "untouched", Optional.empty());
    Path whole = Files.move(log, folder.resolve("whole"));
    int record = events / 2 + new Random(7).nextInt(events / 3);
    for (Change change : Change.values()) {
      write(whole, log, change, record);
      check(
          trial,
          "record %d %s".formatted(record, change.name().toLowerCase(Locale.ROOT)),
          Optional.of(record));
    }
  }

  private void seal(Path trial) throws IOException {
    var log = TrialLog.create(trial, System::nanoTime);
    for (int i = 0; i < events; i++) {
      log.record(
          i % 4 == 0
              ? new Forked(100, 101 + i)
              : new FileTouched(
                  101 + i,
                  FileAct.CREATED,
                  "/home/ai/work/file-" + i,
                  Optional.empty(),
                  Optional.empty()));
    }
    log.close();
    Seal.write(trial, log.roots(), SigningKey.in(folder.resolve("keys")));
  }

  private void check(Path trial, String what, Optional<Integer> broken) {
    long begun = System.nanoTime();
    var findings = Verification.of(trial).findings();
    double seconds = (System.nanoTime() - begun) / 1e9;
    String said = findings.isEmpty() ? "intact" : findings.getFirst().what();
    boolean named =
        broken
            .map(record -> said.startsWith("record %d ".formatted(record)))
            .orElse(findings.isEmpty());
    right &= named && seconds <= LIMIT_SECONDS;
    System.out.printf(
        Locale.ROOT, "%-24s %5.1f s  %s  %s%n", what, seconds, named ? "right" : "WRONG", said);
  }

  /** The log with one record changed, removed, added before it, or moved from before the end. */
  private void write(Path from, Path to, Change change, int record) throws IOException {
    String last = "";
    try (var in = lines(from)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        last = line;
      }
    }
    try (var in = lines(from);
        var out =
            new BufferedWriter(
                new OutputStreamWriter(new ZstdOutputStream(Files.newOutputStream(to)), UTF_8))) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        String written = line;
        if (number == record) {
          written =
              switch (change) {
                case CHANGED -> line.replaceFirst("10[0-9]", "999");
                case REMOVED -> "";
                case ADDED, MOVED -> last + "\n" + line;
              };
        } else if (number == events && change == Change.MOVED) {
          written = "";
        }
        if (!written.isEmpty()) {
          out.write(written);
          out.write('\n');
        }
      }
    }
  }

  private static BufferedReader lines(Path log) throws IOException {
    return new BufferedReader(
        new InputStreamReader(new ZstdInputStream(Files.newInputStream(log)), UTF_8), 1 << 16);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(path -> {
            try {
              Files.delete(path);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
