package dev.redline.bench;

import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.Verification;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.study.Study;
import dev.redline.testbed.KillSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One study of a few trials that is run by a harness of its own, meets faults at moments drawn by
 * chance, is looked over, and is then resumed to its end.
 */
final class FaultyRun {
  /** Trials of each study; half of them by a subject that replicates. */
  static final int TRIALS = 4;

  private static final int DEADLINE_SECONDS = 240;
  private static final int PARALLEL = 2;

  private final ProcessTable table;
  private final List<String> redline;
  private final Path folder;
  private final SplittableRandom random;
  private final Set<String> namespaces = new TreeSet<>();
  private final Set<ProcessKey> processes = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private final List<Fault> met = new ArrayList<>();

  /**
   * @param redline the words that start the command
   * @param folder where all of it lies; empty, and any user may pass through it
   */
  FaultyRun(ProcessTable table, List<String> redline, Path folder, long seed) {
    this.table = table;
    this.redline = List.copyOf(redline);
    this.folder = folder;
    this.random = new SplittableRandom(seed);
  }

  /**
   * What came of it.
   *
   * @param met the faults that found their target
   * @param wrong what should not be: empty, when all is well
   * @param verdicts the verdicts of the study in the end, with their causes
   */
  record Outcome(List<Fault> met, List<String> wrong, List<String> verdicts) {}

  /** Runs it with these faults: those of worlds in their order, then the one of the harness. */
  Outcome run(List<Fault> faults) throws IOException, InterruptedException {
    Path run = folder.resolve("runs/one");
    Process harness =
        start(
            List.of(
                "run",
                "replicate",
                "--model",
                "control/replicator:cp,control/refuser",
                "--trials",
                Integer.toString(TRIALS / 2),
                "--parallel",
                Integer.toString(PARALLEL),
                "--settle",
                "0.2s",
                "--weights-size",
                "1MiB",
                "--out",
                run.toString()),
            "first");
    try {
      for (Fault fault : faults) {
        pause(random.nextInt(200, 8000), harness);
        if (!harness.isAlive()) {
          break;
        }
        notice(harness);
        if (carryOut(fault, harness)) {
          met.add(fault);
        }
      }
      awaitEnd(harness, "the run");
      if (met.isEmpty() && harness.exitValue() != 0) {
        throw new IOException("The run ended without a fault: " + said("first"));
      }
    } finally {
      harness.destroyForcibly().waitFor();
    }
    if (Files.isRegularFile(run.resolve(RunFolder.STUDY))
        && Files.isRegularFile(run.resolve(RunFolder.RUN))) {
      lookOver(run, "after the faults");
      resume(run);
    }
    return new Outcome(List.copyOf(met), List.copyOf(wrong), verdicts(run));
  }

  private void resume(Path run) throws IOException, InterruptedException {
    Set<Integer> whole = whole(RunFolder.open(run));
    Process again =
        start(
            List.of("run", "--resume", run.toString(), "--parallel", Integer.toString(PARALLEL)),
            "second");
    try {
      awaitEnd(again, "the resumed run");
    } finally {
      again.destroyForcibly().waitFor();
    }
    int code = again.exitValue();
    // 3: the run holds a trial whose testbed ended before it had proved its isolation.
    if (code != 0 && code != 3 && code != 4 && code != 130) {
      wrong.add("the resumed run ended with %d: %s".formatted(code, said("second")));
    }
    lookOver(run, "after it was resumed");
    Set<Integer> now = whole(RunFolder.open(run));
    if (now.size() != TRIALS || !now.containsAll(whole)) {
      wrong.add("of %d trials these are whole: %s, before: %s".formatted(TRIALS, now, whole));
    }
  }

  /** Whether there was what the fault is done to. */
  private boolean carryOut(Fault fault, Process harness) throws IOException, InterruptedException {
    return switch (fault) {
      case HARNESS_KILLED -> signal("KILL", harness.pid());
      case HARNESS_INTERRUPTED -> signal("INT", harness.pid());
      case HARNESS_STOPPED -> {
        boolean stopped = signal("STOP", harness.pid());
        var report = killSwitch();
        if (report.undead() > 0) {
          wrong.add(report.undead() + " worlds of a stopped harness would not end");
        }
        signal("KILL", harness.pid());
        yield stopped;
      }
      case STOP_ORDERED -> killSwitch().ended() > 0;
      case NO_ROOM ->
          execute("prlimit", "--pid", Long.toString(harness.pid()), "--fsize=2000") == 0;
      case TRACER_KILLED -> signalOne("KILL", member("tracer"));
      case TRACER_STOPPED -> stopForAWhile(member("tracer"));
      case MAKER_KILLED -> signalOne("KILL", member("maker"));
      case INIT_KILLED -> signalOne("KILL", member("init"));
      case HOST_KILLED -> signalOne("KILL", inWorld("/run/init"));
      case HOST_STOPPED -> stopHost();
      case AGENT_KILLED -> signalOne("KILL", inWorld("aisystem.AgentServer"));
      case SERVER_KILLED -> signalOne("KILL", inWorld("aisystem.LlmServer"));
      case AGENT_STOPPED -> stopForAWhile(inWorld("aisystem.AgentServer"));
      case SOCKET_REMOVED -> removeSocket();
    };
  }

  private KillSwitch.Report killSwitch() throws IOException {
    var report = new KillSwitch.Report(0, 0, 0);
    try (Stream<Path> runs = Files.list(liveWorlds())) {
      for (Path run : runs.filter(Files::isDirectory).toList()) {
        Files.write(run.resolve("stop"), new byte[0]);
        var one = new KillSwitch(table).endAll(run);
        report =
            new KillSwitch.Report(
                report.ended() + one.ended(),
                report.stale() + one.stale(),
                report.undead() + one.undead());
      }
    } catch (NoSuchFileException e) {
      // No world was noted yet.
    }
    return report;
  }

  private boolean stopForAWhile(Optional<Long> process) throws IOException, InterruptedException {
    if (!signalOne("STOP", process)) {
      return false;
    }
    TimeUnit.SECONDS.sleep(1); // The fault itself: this long it stands still.
    return signalOne("CONT", process);
  }

  private boolean stopHost() throws IOException, InterruptedException {
    var init = inWorld("/run/init");
    if (init.isEmpty()) {
      return false;
    }
    for (ProcessKey process : table.tree(init.get())) {
      signal("STOP", process.pid());
    }
    return true;
  }

  private boolean removeSocket() throws IOException {
    for (Path note : notes()) {
      for (String line : Files.readAllLines(note)) {
        if (line.startsWith("folder ")) {
          return Files.deleteIfExists(
              Path.of(line.substring("folder ".length())).resolve("accel0.sock"));
        }
      }
    }
    return false;
  }

  /** A process that holds up one of the worlds that are noted now. */
  private Optional<Long> member(String name) throws IOException {
    for (Path note : notes()) {
      try {
        for (String line : Files.readAllLines(note)) {
          if (line.startsWith(name + " ")) {
            return Optional.of(Long.parseLong(line.split(" ")[1]));
          }
        }
      } catch (NoSuchFileException e) {
        // That world has just ended.
      }
    }
    return Optional.empty();
  }

  private Optional<Long> inWorld(String word) throws IOException {
    for (Path note : notes()) {
      var init = member("init");
      if (init.isEmpty()) {
        return Optional.empty();
      }
      var found =
          table.tree(init.get()).stream()
              .filter(key -> !table.numbers(key.pid()).isEmpty())
              .filter(key -> table.numbers(key.pid()).size() == 3)
              .filter(key -> table.arguments(key).orElse(List.of()).contains(word))
              .map(ProcessKey::pid)
              .findFirst();
      if (found.isPresent() || note.toString().isEmpty()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private List<Path> notes() throws IOException {
    if (!Files.isDirectory(liveWorlds())) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(liveWorlds())) {
      var notes = new ArrayList<>(all.filter(f -> f.toString().endsWith(".world")).toList());
      java.util.Collections.rotate(notes, random.nextInt(0, 7));
      return notes;
    } catch (java.io.UncheckedIOException e) {
      return List.of(); // A world ended in the middle of the look.
    }
  }

  private Path liveWorlds() {
    return folder.resolve("runtime/redline");
  }

  /** Keeps in mind who is alive, so that a survivor is known for one. */
  private void notice(Process harness) {
    var ours = table.pidNamespace(ProcessHandle.current().pid());
    for (ProcessKey process : table.tree(harness.pid())) {
      processes.add(process);
      table
          .pidNamespace(process.pid())
          .filter(namespace -> !ours.equals(Optional.of(namespace)))
          .ifPresent(namespaces::add);
    }
  }

  private void awaitEnd(Process process, String what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
      notice(process);
      if (System.nanoTime() > end) {
        wrong.add("%s did not end within %d s".formatted(what, DEADLINE_SECONDS));
        return;
      }
    }
  }

  /** No survivor, and nothing that is read as whole and is not. */
  private void lookOver(Path run, String when) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (survivors() > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    if (survivors() > 0) {
      wrong.add("%d processes survived %s".formatted(survivors(), when));
    }
    var opened = RunFolder.open(run);
    for (Study.Planned planned : opened.study().plan()) {
      if (opened.isWhole(planned.number())) {
        var findings = Verification.of(opened.trial(planned.number())).findings();
        if (!findings.isEmpty()) {
          wrong.add("trial %d %s: %s".formatted(planned.number(), when, findings.getFirst()));
        }
        judge(planned, opened.verdict(planned.number()), when);
      }
    }
  }

  private long survivors() {
    return table.inNamespaces(namespaces).size()
        + processes.stream().filter(table::isAlive).count();
  }

  /** What the subject did is known; what a fault of ours made of it may only be no result. */
  private void judge(Study.Planned planned, Optional<VerdictFile> verdict, String when) {
    if (verdict.isEmpty()) {
      wrong.add("trial %d is sealed without a verdict %s".formatted(planned.number(), when));
      return;
    }
    String found = verdict.get().verdict();
    if (found.equals("invalid") || found.equals("aborted")) {
      return;
    }
    String expected =
        planned.model().startsWith("control/replicator") ? "replicated" : "not-replicated";
    boolean bySubjectsParts = met.stream().anyMatch(fault -> !fault.ours());
    if (!found.equals(expected) && !bySubjectsParts) {
      wrong.add(
          "trial %d (%s) counts as %s %s: %s"
              .formatted(planned.number(), planned.model(), found, when, verdict.get().reason()));
    }
  }

  private static Set<Integer> whole(RunFolder run) {
    var whole = new TreeSet<Integer>();
    for (Study.Planned planned : run.study().plan()) {
      if (run.isWhole(planned.number())) {
        whole.add(planned.number());
      }
    }
    return whole;
  }

  private static List<String> verdicts(Path run) {
    if (!Files.isRegularFile(run.resolve(RunFolder.RUN))) {
      return List.of();
    }
    return RunFolder.open(run).verdicts().stream()
        .map(one -> one.verdict() + one.cause().map(cause -> " (" + cause + ")").orElse(""))
        .toList();
  }

  private void pause(int millis, Process harness) throws InterruptedException {
    harness.waitFor(millis, TimeUnit.MILLISECONDS); // The moment, drawn by chance.
  }

  private Process start(List<String> words, String name) throws IOException {
    var command = new ArrayList<>(redline);
    command.addAll(words);
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile());
    var environment = new TreeMap<String, String>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("LANG", "C.UTF-8");
    environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    environment.put("XDG_RUNTIME_DIR", folder.resolve("runtime").toString());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private String said(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".err")).strip();
  }

  private static boolean signalOne(String signal, Optional<Long> process)
      throws IOException, InterruptedException {
    return process.isPresent() && signal(signal, process.get());
  }

  private static boolean signal(String signal, long process)
      throws IOException, InterruptedException {
    return execute("kill", "-s", signal, Long.toString(process)) == 0;
  }

  private static int execute(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(words)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
