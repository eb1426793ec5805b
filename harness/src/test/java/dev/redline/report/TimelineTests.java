package dev.redline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.VerdictFile;
import dev.redline.archive.VerdictFile.InstanceLine;
import dev.redline.archive.VerdictFile.RungLine;
import dev.redline.behaviour.Belonging;
import dev.redline.evidence.EndedBy;
import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.NetworkAct;
import dev.redline.evidence.KernelEvent.NetworkUsed;
import dev.redline.evidence.KernelEvent.Signalled;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Observation.Installed;
import dev.redline.evidence.Observation.LeaseGranted;
import dev.redline.evidence.Observation.Phase;
import dev.redline.evidence.Observation.PhaseBegan;
import dev.redline.evidence.Observation.TaskEnded;
import dev.redline.evidence.Observation.ThoughtServed;
import dev.redline.evidence.Thought;
import dev.redline.evidence.TrialLog;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.report.Timeline.Detail;
import dev.redline.report.Timeline.Focus;
import dev.redline.report.TimelineItem.PhaseBegun;
import dev.redline.report.TimelineItem.Recorded;
import dev.redline.report.TimelineItem.RungReached;
import dev.redline.report.TimelineItem.Seen;
import dev.redline.report.TimelineItem.Thinking;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TimelineTests {
  private static final long AGENT = 20;
  private static final long SERVER = 10;

  @TempDir private Path folder;

  private final AtomicLong nanoseconds = new AtomicLong();
  private final List<TimelineItem> items = new ArrayList<>();

  /** Writes a trial in which each observation comes a second after the one before. */
  private void record(Object... records) {
    try (var log = TrialLog.create(folder, nanoseconds::get)) {
      log.record(new LeaseGranted("l-1", holder(SERVER)));
      log.record(
          new Installed(
              "ai-host",
              "/home/ai/agent",
              new ProcessKey(AGENT, 1),
              new ProcessKey(SERVER, 1),
              8000,
              8760,
              "/home/ai/agent/weights/model.gguf",
              1 << 20,
              "00",
              List.of()));
      for (Object one : records) {
        nanoseconds.addAndGet(1_000_000_000);
        switch (one) {
          case Observation observation -> log.record(observation);
          case Thought thought -> log.record(thought);
          default -> throw new IllegalArgumentException("nothing that a log takes: " + one);
        }
      }
    }
  }

  private List<String> read(Optional<VerdictFile> verdict, Detail detail) {
    return Timeline.read(folder, verdict, detail, items::add);
  }

  private List<String> told() {
    assertThat(read(Optional.empty(), Detail.USUAL)).isEmpty();
    return words();
  }

  private List<String> words() {
    return items.stream()
        .skip(2) // the lease and the installation
        .map(TimelineTests::word)
        .toList();
  }

  private static String word(TimelineItem item) {
    return switch (item) {
      case PhaseBegun(double _, Phase phase) -> "phase " + phase;
      case Thinking thinking -> thinking.thought().id() + " by " + thinking.by();
      case Seen seen -> seen.sights() + " more " + seen.more() + " routine " + seen.routine();
      case Recorded recorded -> recorded.told().what() + ": " + recorded.told().text();
      case RungReached rung -> "rung " + rung.rung() + " " + rung.name();
    };
  }

  @Test
  void aThoughtComesBeforeWhatTheKernelSawOfIt() {
    record(
        new PhaseBegan(Phase.SUBJECT),
        thought("t-0001", "l-1", 1.5, Optional.empty(), "hm"),
        new Forked(AGENT, 30),
        ran(30, "/usr/bin/cp", "cp", "-a", "/home/ai/agent", "/home/ai/a b"),
        thought("t-0002", "l-1", 5.5, Optional.empty(), "hm"),
        new TaskEnded(EndedBy.FINISH, "done"));

    assertThat(told())
        .containsExactly(
            "phase SUBJECT",
            "t-0001 by the original",
            "[ran cp -a /home/ai/agent '/home/ai/a b'] more 0 routine 1",
            "t-0002 by the original",
            "task ended: by finish; it said: done");
  }

  @Test
  void whatLibrariesAndRuntimesDoByThemselvesIsCountedAndLeftOut() {
    record(
        new NetworkUsed(30, NetworkAct.CONNECTED, "/var/run/nscd/socket", Optional.of("ENOENT")),
        new Executed(30, "/usr/local/bin/ls", List.of("ls"), "/", Optional.of("ENOENT")),
        ran(31, "/opt/java/bin/java", "java"),
        file(31, FileAct.CREATED, "/tmp/hsperfdata_root/31"),
        new Signalled(31, 30, "0", Optional.of("ESRCH")),
        file(30, FileAct.CREATED, "/dev/null"));

    assertThat(told()).containsExactly("[ran java] more 0 routine 5");
  }

  @Test
  void aSubjectsOwnProgramsAreNeverTakenForRoutine() {
    record(
        file(30, FileAct.CREATED, "/home/ai/agent/log/agent.log"),
        new NetworkUsed(30, NetworkAct.CONNECTED, "/run/accel0.sock", Optional.empty()),
        new Signalled(30, AGENT, "SIGKILL", Optional.empty()));

    assertThat(told())
        .containsExactly(
            "[wrote /home/ai/agent/log/agent.log, connected to /run/accel0.sock,"
                + " sent SIGKILL to agent of the original] more 0 routine 0");
  }

  @Test
  void aProcessThatBecameOneProgramAfterTheOtherIsOneSight() {
    record(
        ran(30, "/usr/bin/setsid", "setsid", "env", "sh"),
        ran(30, "/usr/bin/env", "env", "sh"),
        ran(30, "/opt/java/bin/java", "java", "-Xmx1m", "-cp", "x.jar", "Main"));

    assertThat(told()).containsExactly("[ran setsid › env › java -cp x.jar Main] more 0 routine 0");
  }

  @Test
  void filesThatOneProcessMadeAreOneSight() {
    record(
        file(30, FileAct.CREATED, "/home/ai/two/a"),
        file(30, FileAct.CREATED, "/home/ai/two/b/c"),
        file(30, FileAct.CREATED, "/home/ai/two/b/c"),
        file(30, FileAct.CREATED, "/home/ai/two/d"),
        file(30, FileAct.CREATED, "/home/ai/two/e"));

    assertThat(told())
        .containsExactly("[wrote 4 files below /home/ai/two/: a, b/c, d, …] more 0 routine 0");
  }

  @Test
  void aFloodOfEventsIsSummedUpInBoundedSpace() {
    int count = 5_000;
    record(
        java.util.stream.IntStream.range(0, count)
            .mapToObj(i -> ran(100 + i, "/bin/echo", "echo", Integer.toString(i)))
            .toArray());

    read(Optional.empty(), Detail.USUAL);

    assertThat(items.getLast())
        .isInstanceOfSatisfying(
            Seen.class,
            seen -> {
              assertThat(seen.sights()).hasSize(KernelBurst.MOST);
              assertThat(seen.more()).isEqualTo(count - KernelBurst.MOST);
            });
  }

  @Test
  void aRungStandsAfterWhatShowedIt() {
    record(
        ran(30, "/usr/bin/cp", "cp", "1"),
        new NetworkUsed(30, NetworkAct.LISTENED, "127.0.0.1:8001", Optional.empty()),
        new Signalled(9, 30, "SIGKILL", Optional.empty()));

    read(Optional.of(verdict(2.0, 8001)), Detail.USUAL);

    assertThat(words())
        .containsExactly(
            "[ran cp 1, listens on 127.0.0.1:8001 (agent of i-1)] more 0 routine 0",
            "rung 2 launched",
            "[sent SIGKILL to agent of i-1] more 0 routine 0");
  }

  @Test
  void thoughtsThatAnswerAChallengeAreToldOnlyWhenAskedFor() {
    record(thought("t-0001", "l-7", 0.5, Optional.of("c-01"), "hm"));

    assertThat(told()).isEmpty();
    items.clear();
    read(Optional.empty(), new Detail(false, true));
    assertThat(words()).containsExactly("t-0001 by lease l-7");
  }

  @Test
  void everyEventIsToldWhenAskedFor() {
    record(new Forked(AGENT, 30), file(30, FileAct.CREATED, "/dev/null"));

    read(Optional.empty(), new Detail(true, false));

    assertThat(words()).containsExactly("kernel: 20 : forked 30", "kernel: 30 : created /dev/null");
  }

  @Test
  void whoseEachEventIsIsToldWithIt() {
    record(
        new ThoughtServed("t-0001", "l-1", new ProcessKey(SERVER, 1), Optional.empty()),
        new Forked(AGENT, 30),
        new Forked(1, 31));

    read(Optional.empty(), new Detail(true, false));

    assertThat(items)
        .filteredOn(Recorded.class::isInstance)
        .map(Recorded.class::cast)
        .extracting(recorded -> recorded.told().what() + " " + words(recorded.by()))
        .contains("kernel i-0 t-0001", "kernel – –");
  }

  private static String words(Belonging by) {
    return by.instance().orElse("–") + " " + by.thought().orElse("–");
  }

  @Nested
  class OnABehaviour {
    private void record() {
      TimelineTests.this.record(
          new PhaseBegan(Phase.SUBJECT),
          thought("t-0001", "l-1", 1.2, Optional.empty(), "hm"),
          new ThoughtServed("t-0001", "l-1", new ProcessKey(SERVER, 1), Optional.empty()),
          new Forked(AGENT, 30),
          ran(30, "/bin/ls", "ls"),
          thought("t-0002", "l-1", 4.2, Optional.empty(), "hm"),
          new ThoughtServed("t-0002", "l-1", new ProcessKey(SERVER, 1), Optional.empty()),
          ran(30, "/usr/bin/ps", "ps"),
          new PhaseBegan(Phase.SETTLING),
          ran(30, "/bin/true", "true"));
    }

    private List<String> told(boolean everyEvent, Set<String> evidence, Set<String> thoughts) {
      items.clear();
      read(
          Optional.empty(),
          new Detail(everyEvent, false, Optional.of(new Focus(evidence, thoughts))));
      return items.stream().map(TimelineTests::word).toList();
    }

    @Test
    void onlyItsEvidenceAndTheThoughtsItFollowedAreTold() {
      record();
      assertThat(told(false, Set.of("e-000008"), Set.of("t-0002")))
          .containsExactly(
              "phase SUBJECT",
              "t-0002 by the original",
              "EVIDENCE: 30 ls: executed /usr/bin/ps (ps)");
    }

    @Test
    void withEveryEventAllElseThatFollowedThemIsToldToo() {
      record();
      assertThat(told(true, Set.of("e-000008"), Set.of("t-0002")))
          .containsExactly(
              "phase SUBJECT",
              "t-0002 by the original",
              "EVIDENCE: 30 ls: executed /usr/bin/ps (ps)",
              "phase SETTLING",
              "kernel: 30 ps: executed /bin/true (true)");
    }

    @Test
    void aThoughtMayBeTheEvidence() {
      record();
      assertThat(told(false, Set.of("t-0001"), Set.of()))
          .containsExactly("phase SUBJECT", "t-0001 by the original");
    }

    @Test
    void whereThereIsNoneNothingIsTold() {
      record();
      assertThat(told(false, Set.of(), Set.of())).isEmpty();
    }
  }

  @Test
  void ofALogThatIsCutOffTheWholeRecordsAreToldAndThatItIsNotWhole() throws IOException {
    record(
        java.util.stream.IntStream.range(0, 2_000)
            .mapToObj(i -> file(30, FileAct.UNLINKED, "/tmp/" + Integer.toHexString(i * 7919)))
            .toArray());
    Path log = folder.resolve(TrialLog.EVIDENCE);
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length / 2));

    List<String> problems = read(Optional.empty(), new Detail(true, false));

    assertThat(problems).singleElement().asString().contains("cut off");
    assertThat(items).hasSizeLessThan(2_000);
  }

  private static Executed ran(long pid, String program, String... arguments) {
    return new Executed(pid, program, List.of(arguments), "/home/ai", Optional.empty());
  }

  private static FileTouched file(long pid, FileAct act, String path) {
    return new FileTouched(pid, act, path, Optional.empty(), Optional.empty());
  }

  private static Thought thought(
      String id, String lease, double at, Optional<String> challenge, String reply) {
    return new Thought(
        id,
        lease,
        at,
        at,
        challenge,
        new ThoughtRequest("m", List.of(Message.of(Message.Role.USER, "go")), List.of()),
        Optional.of(ThoughtReply.of(reply)),
        Optional.empty(),
        0);
  }

  private static ProcessSnapshot holder(long pid) {
    return new ProcessSnapshot(
        new ProcessKey(pid, 1), 1, 2, "java", "/j", List.of("java"), Map.of(), "/", List.of());
  }

  private static VerdictFile verdict(double launchedAt, int agentPort) {
    return new VerdictFile(
        1,
        1,
        "replicate",
        "baseline",
        "control/x",
        "planner",
        1,
        "not-replicated",
        Optional.empty(),
        "because",
        Optional.of("finish"),
        Optional.empty(),
        Optional.empty(),
        true,
        2,
        false,
        List.of(
            new RungLine(2, "launched", true, Optional.of(launchedAt), List.of("e-000004")),
            new RungLine(3, "thinking", false, Optional.empty(), List.of())),
        List.of(),
        false,
        false,
        List.of(
            new InstanceLine(
                "i-1",
                "i-0",
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(agentPort),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                2)),
        List.of(),
        1,
        1,
        0,
        0,
        Optional.empty(),
        1,
        1,
        0,
        1,
        List.of(),
        Optional.of(0));
  }
}
