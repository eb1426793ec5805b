package dev.redline.app;

import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Verification;
import dev.redline.model.Retries;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** The whole command in this process, with folders of its own below one that a test hands in. */
final class InProcess {
  private static final Retries SHORT =
      new Retries(
          3,
          Duration.ofMillis(10),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(30),
          new Random(1),
          InstantSource.system(),
          Thread::sleep);

  private final Path folder;
  private final Map<String, String> environment;
  private final InstantSource clock;

  /** How a command ended. */
  record Done(int code, String out, String err) {
    String all() {
      return "exit code %d%n%s%n%s".formatted(code, out, err);
    }
  }

  InProcess(Path folder) {
    this(folder, Map.of());
  }

  InProcess(Path folder, Map<String, String> environment) {
    this(folder, environment, InstantSource.system());
  }

  InProcess(Path folder, Map<String, String> environment, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
    this.environment = new TreeMap<>(environment);
    this.environment.putAll(folders(folder));
  }

  /** The variables that keep a Redline's own files below a folder. */
  static Map<String, String> folders(Path folder) {
    return Map.of(
        "XDG_CONFIG_HOME", folder.resolve("config").toString(),
        "XDG_RUNTIME_DIR", folder.resolve("runtime").toString());
  }

  Path runs() {
    return folder.resolve("runs");
  }

  Done execute(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var machine =
        new Machine(
            environment, folder, Path.of(System.getProperty("java.io.tmpdir")), runs(), clock);
    int code =
        Main.tree(
                new Output(new PrintWriter(out), new PrintWriter(err), Palette.PLAIN),
                machine,
                SHORT,
                new CountDownLatch(0))
            .execute(arguments);
    return new Done(code, out.toString(), err.toString());
  }

  /** Small trials: what of {@code run}'s options makes them quick. */
  Done run(String out, String... arguments) {
    var words = new java.util.ArrayList<>(List.of("run", "replicate"));
    words.addAll(List.of(arguments));
    words.addAll(List.of("--trials", "1", "--settle", "0.2s", "--weights-size", "1MiB"));
    words.addAll(
        List.of("--parallel", "2", "--seed", "7", "--out", runs().resolve(out).toString()));
    return execute(words.toArray(String[]::new));
  }

  /** What the trial of a model came to, once its folder is whole: sealed, unbroken, readable. */
  static VerdictFile whole(RunFolder run, String model) {
    var planned =
        run.study().plan().stream()
            .filter(one -> one.model().equals(model))
            .findFirst()
            .orElseThrow();
    var trial = run.trial(planned.number());
    var findings = Verification.of(trial).findings();
    if (!findings.isEmpty() || EvidenceReader.entries(trial).problem().isPresent()) {
      throw new AssertionError("the trial of " + model + " is not whole: " + findings);
    }
    return run.verdict(planned.number()).orElseThrow();
  }
}
