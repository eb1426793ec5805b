package dev.redline.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.FileAct;
import dev.redline.evidence.KernelEvent.FileTouched;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.Signalled;
import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.linux.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose a new task is where its maker knows it by another number than strace does. */
@Timeout(60)
class OriginsTests {
  /** 100 is 1 inside, and has made 101 and 102, which are 2 and 3. */
  private static final String NAMESPACE =
      """
      9 clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = 100
      100 execve("/run/init", ["init"], 0x7f) = 0
      100 clone(child_stack=NULL, flags=SIGCHLD) = 2
      101 set_robust_list(0x7f, 24) = 0
      100 clone(child_stack=NULL, flags=SIGCHLD) = 3
      102 set_robust_list(0x7f, 24) = 0
      """;

  /** Two calls have returned 4 and 5 before anything is told of what they made. */
  private static final String TWO_AT_ONCE =
      NAMESPACE
          + """
          101 clone(child_stack=NULL, flags=SIGCHLD) = 4
          102 clone(child_stack=NULL, flags=SIGCHLD) = 5
          """;

  /** Both of these have started a program. */
  private static final String TWO_PROGRAMS =
      TWO_AT_ONCE
          + """
          103 execve("/bin/a", ["a"], 0x7f) = 0
          104 execve("/bin/b", ["b"], 0x7f) = 0
          """;

  @TempDir Path proc;

  private MemoryLog record(String trace) {
    var log = new MemoryLog();
    var lines = new RecorderTests.Held(trace);
    var recorder = Recorder.ofHost(lines, log, "/run/init", new ProcessTable(proc));
    recorder.expectEnd();
    lines.letEnd();
    recorder.finish(Duration.ofSeconds(30));
    assertThat(log.of(HarnessFault.class)).isEmpty();
    return log;
  }

  private List<Forked> forkedAfterTwo(String trace) {
    var forked = record(trace).of(Forked.class);
    assertThat(forked).startsWith(new Forked(100, 101), new Forked(100, 102));
    return forked.subList(2, forked.size());
  }

  private static List<FileTouched> touched(MemoryLog log) {
    return log.of(FileTouched.class);
  }

  private void lives(long task, long process, long parent, long inside) throws IOException {
    var folder = Files.createDirectory(proc.resolve(Long.toString(task)));
    Files.writeString(
        folder.resolve("status"),
        "Name:\tx\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\nNSpid:\t%d\t%d\n"
            .formatted(process, task, parent, task, inside));
  }

  @Test
  void theOnlyOneThatCanHaveMadeATaskHasMadeIt() {
    assertThat(
            forkedAfterTwo(
                NAMESPACE
                    + """
                    102 vfork( <unfinished ...>
                    103 unlink("/x") = 0
                    102 <... vfork resumed>) = 4
                    """))
        .containsExactly(new Forked(102, 103));
  }

  @Test
  void oneThatLivesIsKnownByItsParent() throws IOException {
    lives(103, 103, 102, 5);
    assertThat(forkedAfterTwo(TWO_AT_ONCE + "103 unlink(\"/x\") = 0\n104 unlink(\"/y\") = 0\n"))
        .containsExactly(new Forked(102, 103), new Forked(101, 104));
  }

  @Test
  void oneThatLivesAndWhoseParentHasEndedIsKnownByItsNumber() throws IOException {
    lives(103, 103, 100, 5);
    assertThat(forkedAfterTwo(TWO_AT_ONCE + "103 unlink(\"/x\") = 0\n104 unlink(\"/y\") = 0\n"))
        .containsExactly(new Forked(102, 103), new Forked(101, 104));
  }

  @Test
  void oneThatIsGoneIsKnownByWhatItsProgramWasToldOfItsNumber() {
    var log =
        record(
            TWO_PROGRAMS
                + """
                103 set_tid_address(0x7f) = 5
                103 unlink("/x") = 0
                """);
    assertThat(log.of(Forked.class)).contains(new Forked(102, 103), new Forked(101, 104));
    assertThat(touched(log)).singleElement().satisfies(x -> assertThat(x.pid()).isEqualTo(103));
  }

  @Test
  void aForkThatIsGoneIsKnownByThePlaceThatItSharesWithItsMaker() {
    assertThat(
            forkedAfterTwo(
                NAMESPACE
                    + """
                    101 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>
                    102 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>
                    103 set_robust_list(0x7f88c327da20, 24 <unfinished ...>
                    103 <... set_robust_list resumed>) = 0
                    103 +++ exited with 0 +++
                    101 <... clone resumed>, child_tidptr=0x7f2b37d7ba10) = 4
                    102 <... clone resumed>, child_tidptr=0x7f88c327da10) = 5
                    """))
        .containsExactly(new Forked(102, 103));
  }

  @Test
  void theNumberOfAProgramIsUnderstoodWhereItsCallWasInterrupted() {
    var log =
        record(
            TWO_PROGRAMS
                + """
                103 set_tid_address(0x7f <unfinished ...>
                103 <... set_tid_address resumed>) = 5
                """);
    assertThat(log.of(Forked.class)).contains(new Forked(102, 103), new Forked(101, 104));
  }

  @Test
  void ofTwoThatAreGoneTheLowerNumberIsThatOfTheLowerOne() {
    assertThat(
            forkedAfterTwo(
                TWO_AT_ONCE
                    + """
                    104 unlink("/y") = 0
                    103 unlink("/x") = 0
                    104 +++ exited with 0 +++
                    103 +++ exited with 0 +++
                    """))
        .containsExactlyInAnyOrder(new Forked(101, 103), new Forked(102, 104));
  }

  @Test
  void whatIsLeftWhenTheTraceEndsIsNotLost() {
    assertThat(forkedAfterTwo(TWO_AT_ONCE + "104 unlink(\"/y\") = 0\n103 unlink(\"/x\") = 0\n"))
        .containsExactly(new Forked(101, 103), new Forked(102, 104));
  }

  @Test
  void aTaskWhoseMakerWasKilledInItsCallIsItsAllTheSame() {
    assertThat(
            forkedAfterTwo(
                NAMESPACE
                    + """
                    102 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>
                    102 <... clone resumed>) = ?
                    102 +++ killed by SIGKILL +++
                    103 unlink("/x") = 0
                    """))
        .containsExactly(new Forked(102, 103));
  }

  @Test
  void aProcessThatEndsBeforeItsChildIsSeenIsToldToEndAfterItsChildBegan() {
    var log =
        record(
            NAMESPACE
                + """
                102 clone(child_stack=NULL, flags=SIGCHLD) = 4
                102 +++ exited with 0 +++
                103 unlink("/x") = 0
                """);
    var told = log.all();
    assertThat(told.subList(told.size() - 3, told.size()))
        .containsExactly(
            new Forked(102, 103),
            new FileTouched(103, FileAct.UNLINKED, "/x", Optional.empty(), Optional.empty()),
            new Exited(102, 0, Optional.empty()));
  }

  @Test
  void threadsOfOneProcessNeedNotBeToldApart() {
    var log =
        record(
            NAMESPACE
                + """
                102 clone3({flags=CLONE_VM|CLONE_THREAD} => {parent_tid=[4]}, 88) = 4
                102 clone3({flags=CLONE_VM|CLONE_THREAD} => {parent_tid=[5]}, 88) = 5
                104 unlink("/x") = 0
                103 unlink("/y") = 0
                """);
    assertThat(touched(log)).hasSize(2).allMatch(file -> file.pid() == 102);
    assertThat(log.of(Forked.class)).hasSize(2);
  }

  @Test
  void aSignalReachesWhomItsSenderNumbersSo() {
    var log =
        record(
            NAMESPACE
                + """
                101 kill(3, SIGTERM) = 0
                101 kill(-3, SIGHUP) = 0
                101 kill(1, SIGKILL) = -1 EPERM (Operation not permitted)
                102 +++ killed by SIGTERM +++
                101 kill(3, SIGKILL) = 0
                101 kill(77, SIGKILL) = -1 ESRCH (No such process)
                """);
    assertThat(log.of(Signalled.class))
        .extracting(Signalled::target)
        .containsExactly(102L, -102L, 100L, 102L, Signalled.UNKNOWN);
  }

  @Test
  void aSignalToOneOfWhomNothingWasToldYetIsToldOnceItIsKnown() {
    var log =
        record(
            NAMESPACE
                + """
                101 clone(child_stack=NULL, flags=SIGCHLD) = 4
                101 kill(4, SIGKILL) = 0
                103 +++ killed by SIGKILL +++
                """);
    assertThat(log.of(Signalled.class)).extracting(Signalled::target).containsExactly(103L);
  }

  @Test
  void aTaskThatSignalsItselfBeforeItsMakersCallReturnsIsFoundByItsNumber() throws IOException {
    lives(103, 103, 102, 4);
    var log =
        record(
            NAMESPACE
                + """
                102 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>
                103 kill(4, SIGSTOP) = 0
                102 <... clone resumed>) = 4
                """);
    assertThat(log.of(Signalled.class)).extracting(Signalled::target).containsExactly(103L);
  }

  @Test
  void aNumberThatIsGivenOutAgainIsItsNewOwners() {
    var log =
        record(
            NAMESPACE
                + """
                102 +++ exited with 0 +++
                100 clone(child_stack=NULL, flags=SIGCHLD) = 3
                500 set_robust_list(0x7f, 24) = 0
                101 kill(3, SIGTERM) = 0
                """);
    assertThat(log.of(Signalled.class)).extracting(Signalled::target).containsExactly(500L);
  }

  @Test
  void aNamespaceMadeByUnshareIsItsChildrensAndNotItsOwn() {
    var log =
        record(
            """
            9 unshare(CLONE_NEWUSER|CLONE_NEWPID) = 0
            9 fork() = 100
            100 execve("/run/init", ["init"], 0x7f) = 0
            100 kill(1, SIGTERM) = 0
            100 fork() = 2
            101 kill(1, SIGHUP) = 0
            """);
    assertThat(log.of(Signalled.class)).extracting(Signalled::target).containsOnly(100L);
    assertThat(log.of(Forked.class)).containsExactly(new Forked(100, 101));
  }
}
