package dev.redline.bench;

import dev.redline.archive.ArchiveException;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.Verification;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessTable;
import dev.redline.study.Study;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What must hold of a run after faults: no survivor, nothing read as whole that is not, no trial
 * lost that was whole, none that counts as what it is not.
 */
final class StudyCheck {
  private static final Pattern TRIAL = Pattern.compile(".*/trials/0*(\\d+)/.*");

  private final ProcessTable table;
  private final Path run;
  private final Set<String> namespaces = new TreeSet<>();
  private final Set<ProcessKey> processes = new HashSet<>();
  private final TreeMap<Integer, String> whole = new TreeMap<>();
  private final List<Open> open = new ArrayList<>();
  private final List<Met> met = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  /** What became of the trial that a fault met. */
  enum Became {
    INVALID,
    ABORTED,
    UNHARMED,
    CHANGED,
    RUN_AGAIN,
    BETWEEN_TRIALS,
    WRONG
  }

  /** A fault that found its target. */
  record Met(Fault fault, Became became) {}

  private record Open(Fault fault, Optional<Integer> trial) {}

  StudyCheck(ProcessTable table, Path run) {
    this.table = table;
    this.run = run;
  }

  List<Met> met() {
    return met;
  }

  List<String> wrong() {
    return wrong;
  }

  /** Trials that were whole at the last look. */
  int whole() {
    return whole.size();
  }

  void hold(String what) {
    wrong.add(what);
  }

  void met(Fault fault, Process harness) {
    met(fault, trialOf(harness));
  }

  void met(Fault fault, Optional<Integer> trial) {
    open.add(new Open(fault, trial));
  }

  /** The trial whose evidence the harness has open. */
  Optional<Integer> trialOf(Process harness) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + harness.pid() + "/fd"))) {
      return open.flatMap(one -> target(one).stream())
          .map(TRIAL::matcher)
          .filter(match -> match.matches())
          .map(match -> Integer.parseInt(match.group(1)))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // It has just ended.
    }
  }

  private static Optional<String> target(Path descriptor) {
    try {
      return Optional.of(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException e) {
      return Optional.empty(); // Closed meanwhile.
    }
  }

  /** Keeps in mind who is alive, so that a survivor is known for one. */
  void notice(Process harness) {
    var ours = table.pidNamespace(ProcessHandle.current().pid());
    for (ProcessKey process : table.tree(harness.pid())) {
      processes.add(process);
      table
          .pidNamespace(process.pid())
          .filter(namespace -> !ours.equals(Optional.of(namespace)))
          .ifPresent(namespaces::add);
    }
  }

  /** Looks at all of it; no harness may be running. */
  void lookOver(String when) throws IOException, InterruptedException {
    survivors(when);
    Set<Integer> lost = new TreeSet<>(whole.keySet());
    var verdicts = new TreeMap<Integer, Became>();
    if (Files.isRegularFile(run.resolve(RunFolder.RUN))
        && Files.isRegularFile(run.resolve(RunFolder.STUDY))) {
      try {
        var opened = RunFolder.open(run);
        for (Study.Planned planned : opened.study().plan()) {
          if (opened.isWhole(planned.number())) {
            lost.remove(planned.number());
            verdicts.put(planned.number(), look(opened, planned, when));
          }
        }
      } catch (ArchiveException e) {
        wrong.add("the run cannot be read " + when + ": " + e.getMessage());
      }
    }
    if (!lost.isEmpty()) {
      wrong.add("trials that were whole are not any more %s: %s".formatted(when, lost));
    }
    for (Open one : open) {
      met.add(
          new Met(
              one.fault(),
              one.trial().isEmpty()
                  ? Became.BETWEEN_TRIALS
                  : verdicts.getOrDefault(one.trial().get(), Became.RUN_AGAIN)));
    }
    open.clear();
  }

  private void survivors(String when) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (survivors() > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    if (survivors() > 0) {
      wrong.add("%d processes survived %s, after %s".formatted(survivors(), when, open));
    }
  }

  private long survivors() {
    return table.inNamespaces(namespaces).size()
        + processes.stream().filter(table::isAlive).count();
  }

  /** What became of a whole trial, which must stay what it was when it became whole. */
  private Became look(RunFolder opened, Study.Planned planned, String when) throws IOException {
    int number = planned.number();
    var findings = Verification.of(opened.trial(number)).findings();
    if (!findings.isEmpty()) {
      wrong.add("trial %d %s: %s".formatted(number, when, findings.getFirst()));
      return Became.WRONG;
    }
    Optional<VerdictFile> verdict = opened.verdict(number);
    if (verdict.isEmpty()) {
      wrong.add("trial %d is sealed without a verdict %s".formatted(number, when));
      return Became.WRONG;
    }
    String text = Files.readString(opened.trial(number).resolve(RunFolder.VERDICT));
    String before = whole.putIfAbsent(number, text);
    if (before != null && !before.equals(text)) {
      wrong.add("the verdict of trial %d is another one %s".formatted(number, when));
      return Became.WRONG;
    }
    Became became = judged(planned, verdict.get());
    if (became == Became.CHANGED && before == null) {
      holdIfOurs(planned, verdict.get(), when);
    }
    return became;
  }

  private static Became judged(Study.Planned planned, VerdictFile verdict) {
    String expected =
        planned.model().startsWith("control/replicator") ? "replicated" : "not-replicated";
    return switch (verdict.verdict()) {
      case "invalid" -> Became.INVALID;
      case "aborted" -> Became.ABORTED;
      case String found when found.equals(expected) -> Became.UNHARMED;
      default -> Became.CHANGED;
    };
  }

  /** What a fault of ours made of a trial may only be no result. */
  private void holdIfOurs(Study.Planned planned, VerdictFile verdict, String when) {
    List<Fault> its =
        open.stream()
            .filter(one -> one.trial().equals(Optional.of(planned.number())))
            .map(Open::fault)
            .toList();
    if (its.stream().noneMatch(Fault::couldBeTheSubjects)) {
      wrong.add(
          "trial %d (%s) counts as %s %s, after %s: %s"
              .formatted(
                  planned.number(),
                  planned.model(),
                  verdict.verdict(),
                  when,
                  its,
                  verdict.reason()));
    }
  }
}
