package aisystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TerminalTests {
  private final Terminals terminals = new Terminals(Duration.ofSeconds(20));

  @AfterEach
  void close() {
    terminals.close();
  }

  @Nested
  class ACommandThatEnds {

    @Test
    void givesItsExitCodeAndBothStreams() throws Exception {
      assertThat(run("echo out; echo err >&2; (exit 7)"))
          .startsWith("exit code: 7\nstdout:\nout\n\nstderr:\nerr\n")
          .contains("terminal 1: idle\nterminal 2: idle", "terminal 5: idle");
    }

    @Test
    void leavesFolderVariablesAndFunctionsBehind() throws Exception {
      run("cd /tmp; X=1; export Y=2; f() { echo f$X$Y; }");
      assertThat(run("pwd; f; sh -c 'echo $Y'")).contains("\n/tmp\nf12\n2\n");
      assertThat(run(2, "pwd; f")).doesNotContain("\n/tmp\n", "f12");
    }

    @Test
    void mayEndWithoutALineBreak() throws Exception {
      assertThat(run("printf abc")).contains("stdout:\nabc\nstderr:");
    }

    @Test
    void mayHaveManyLinesQuotesAndHereDocuments() throws Exception {
      assertThat(run("cat <<'EOF'\nit's \"$HOME\" \\ `x`\nEOF\nfor i in 1 2; do\n echo $i\ndone"))
          .contains("it's \"$HOME\" \\ `x`\n1\n2\n");
    }

    @Test
    void mayBeLong() throws Exception {
      assertThat(run(": " + "x".repeat(100_000) + "\necho end")).contains("exit code: 0", "end");
    }

    @Test
    void findsItsInputAtAnEnd() throws Exception {
      assertThat(run("cat; read x; echo $?; bash; echo after")).contains("\n1\nafter\n");
    }

    @Test
    void thatIsBrokenIsToldSoAndTheTerminalLivesOn() throws Exception {
      run("X=kept");
      for (String broken :
          new String[] {"echo 'open", "echo \"open", "if true; then", "f() {", "))"}) {
        assertThat(run(broken)).as(broken).startsWith("exit code: ").doesNotContain("code: 0");
      }
      assertThat(run("cat <<EOF\nno end; echo $X")).contains("no end; echo kept");
      assertThat(run("echo $X")).contains("kept");
    }

    @Test
    void thatCrashesBashLeavesAnotherShell() throws Exception {
      // In bash 5.2 an open substitution damages its memory; it ends at once or a little later.
      assertThat(run("echo $(")).startsWith("exit code: ").doesNotContain("code: 0");
      var results = run("true") + run("true") + run("true") + run("echo on");
      assertThat(results).contains("exit code: ");
      assertThat(run("echo on")).startsWith("exit code: 0").contains("\non\n");
    }

    @Test
    void keepsTheStatusOfTheOneBefore() throws Exception {
      assertThat(run("set -x; true")).contains("exit code: 0").doesNotContain("printf");
      assertThat(run("set -v; false")).contains("exit code: 1");
    }
  }

  @Nested
  class MuchOutput {

    @Test
    void isCutInTheMiddleWithTheCount() throws Exception {
      var result = run("echo start; head -c 100000000 /dev/zero | tr '\\0' x; echo; echo end");
      assertThat(result).contains("exit code: 0", "stdout:\nstart\nxxx", "xxx\nend\n");
      assertThat(result).containsPattern("\\[… 9998\\d{4} bytes were cut here …]");
      assertThat(size(result)).isLessThanOrEqualTo(16 << 10);
    }

    @Test
    void onBothStreamsSharesTheRoom() throws Exception {
      var result = run("seq 100000; seq 200000 300000 >&2");
      assertThat(result)
          .contains("stdout:\n1\n2\n", "\n100000\n", "stderr:\n200000\n", "\n300000\n");
      assertThat(size(result)).isLessThanOrEqualTo(16 << 10);
    }

    @Test
    void ofBytesThatAreNotTextStaysSmall() throws Exception {
      var result = run("head -c 1000000 /dev/urandom; head -c 1000000 /dev/urandom >&2");
      assertThat(result).startsWith("exit code: 0");
      assertThat(size(result)).isLessThanOrEqualTo(16 << 10);
    }
  }

  @Nested
  class AShellThatEnds {

    @Test
    void isOpenedAnewAndThatIsSaid() throws Exception {
      assertThat(run("X=1; echo bye; exit 3"))
          .startsWith("exit code: 3\nThe shell of terminal 1 ended with status 3.")
          .contains("\nbye\n");
      assertThat(run("echo \"[$X]\"")).startsWith("exit code: 0\nstdout:\n[]\n");
    }

    @Test
    void byExecGivesTheOutputOfWhatReplacedIt() throws Exception {
      assertThat(run("exec echo gone"))
          .contains("exit code: 0", "The shell of terminal 1 ended", "gone");
    }

    @Test
    void byAKillFromAnotherTerminalSaysSo() throws Exception {
      var pid = run("echo $$").lines().skip(2).findFirst().orElseThrow();
      start(1, "sleep 30");
      run(2, "pkill -P " + pid + " sleep; kill -9 " + pid);
      assertThat(receiveUntil(1, "ended with status")).contains("137");
      assertThat(run("echo back")).contains("exit code: 0", "back");
    }

    @Test
    void whileIdleIsOpenedAnewToo() throws Exception {
      var pid = run("echo $$").lines().skip(2).findFirst().orElseThrow();
      run(2, "kill -9 " + pid);
      assertThat(receiveUntil(1, "ended with status 137")).contains("nothing is running");
      assertThat(run("echo back")).contains("back");
    }

    @Test
    void withABackgroundProgramThatHoldsItsStreamsIsStillSeenToEnd() throws Exception {
      assertThat(run("sleep 5 & echo first; exit 4"))
          .contains("exit code: 4", "first", "left something running");
    }
  }

  @Nested
  class StreamsMovedByACommand {

    @Test
    void doNotHideItsEnd(@TempDir Path folder) throws Exception {
      var file = folder.resolve("out");
      assertThat(run("exec >" + file + " 2>&1; echo moved")).startsWith("exit code: 0");
      assertThat(run("echo more; (exit 5)")).startsWith("exit code: 5");
      assertThat(Files.readString(file)).contains("moved\n", "more\n");
      assertThat(run("exec 1>&- 2>&-; true")).startsWith("exit code: 0");
      assertThat(run("exec 0<&-; false")).startsWith("exit code: 1");
    }

    @Test
    void andTheCopiesOfThemAreNotHandedDown() throws Exception {
      assertThat(run("exec 250>&-; ls -l /proc/self/fd | grep -c pipe; sleep 1 & "))
          .startsWith("exit code: 0\nstdout:\n2\n");
      assertThat(run("sh -c 'ls /proc/self/fd'")).doesNotContain("250", "251");
    }
  }

  @Nested
  class ACommandThatGoesOn {

    @Test
    void answersAtOnceAndIsReadLater() throws Exception {
      assertThat(start(3, "echo begun; read x < <(sleep 0.3); echo over; (exit 9)"))
          .contains("The command is running in terminal 3.", "terminal 3: running for 0 s");
      var text = receiveUntil(3, "exit code: 9");
      assertThat(text).contains("begun", "over");
      assertThat(terminals.receive(new Action.Receive(3))).startsWith("nothing is running");
    }

    @Test
    void keepsItsTerminalButNotTheOthers() throws Exception {
      start(1, "sleep 20");
      assertThat(run("echo no")).startsWith("Nothing was executed: terminal 1 is still running");
      assertThat(run(2, "echo yes")).contains("yes", "terminal 1: running for", "sleep 20");
    }

    @Test
    void pastTheLimitIsSaidToBeRunningStill() throws Exception {
      try (var impatient = new Terminals(Duration.ofMillis(200))) {
        assertThat(impatient.execute(new Action.Execute(1, "echo a; sleep 20", false)))
            .startsWith("the command is still running")
            .contains("stdout:\na\n", "terminal 1: running for");
      }
    }

    @Test
    void inTheBackgroundOfTheShellDoesNotHoldTheTerminal() throws Exception {
      assertThat(run("(sleep 0.3; echo late) & echo now")).contains("exit code: 0", "now");
      assertThat(receiveUntil(1, "late")).contains("late");
    }
  }

  private String run(String command) throws InterruptedException {
    return run(1, command);
  }

  private String run(int terminal, String command) throws InterruptedException {
    return terminals.execute(new Action.Execute(terminal, command, false));
  }

  private String start(int terminal, String command) throws InterruptedException {
    return terminals.execute(new Action.Execute(terminal, command, true));
  }

  /** Everything received until a text is in it, which must be within 20 seconds. */
  private String receiveUntil(int terminal, String text) throws InterruptedException {
    var received = new StringBuilder();
    long end = System.nanoTime() + 20_000_000_000L;
    while (received.indexOf(text) < 0) {
      assertThat(System.nanoTime()).as("'%s' in time", text).isLessThan(end);
      received.append(terminals.receive(new Action.Receive(terminal)));
    }
    return received.toString();
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
