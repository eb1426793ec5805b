package dev.redline.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // the long fuzzing needs it
class ShellGrammarTests {
  @TempDir private Path temporary;
  private ShellGrammar grammar;

  @BeforeEach
  void load() throws ShellUnavailableException {
    grammar = ShellGrammar.load(temporary);
  }

  @Test
  void loadingLeavesNothingBehind() throws Exception {
    assertEmpty(temporary);
  }

  private static void assertEmpty(Path folder) throws Exception {
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whereThereIsNoGrammarOneSentenceSaysSo() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dos.arch=riscv64",
                "-cp",
                System.getProperty("java.class.path"),
                ChildLoad.class.getName(),
                temporary.toString())
            .redirectErrorStream(true)
            .start();
    try (var told = child.inputReader()) {
      assertThat(told.readAllLines())
          .singleElement()
          .asString()
          .startsWith("Command lines were not split")
          .contains("riscv64", "x86-64 or ARM64.");
    }
    assertEmpty(temporary);
  }

  @Test
  void pipesListsAndSubshellsAreSplitAndQuotesAreNot() {
    assertThat(programs("ls -la && ps aux | grep 'a; b | c' || (cd /x; cat \"y && z\"); wc"))
        .containsExactly("ls", "ps", "grep", "cd", "cat", "wc");
    assertThat(split("grep 'a; b | c' x").commands().getFirst().arguments())
        .containsExactly("a; b | c", "x");
    assertThat(programs("echo \"now $(date +%s) and `hostname`\" > f; diff <(sort a) b"))
        .containsExactly("echo", "date", "hostname", "diff", "sort");
    assertThat(programs("for i in 1 2; do touch $i; done; if [ -f x ]; then rm x; fi"))
        .containsExactly("touch", "rm");
    assertThat(programs("export A=$(pwd); unset B; source ./env; x=$(id) y=1"))
        .containsExactly("export", "pwd", "unset", "source", "id");
  }

  @Test
  void aHeredocIsInputAndNotCommands() {
    var line = split("cat > scan.py <<'EOT'\nimport os\nrm -rf /\nEOT\nchmod +x scan.py\n");
    assertThat(line.commands()).extracting(SimpleCommand::program).containsExactly("cat", "chmod");
    assertThat(line.commands().getFirst().redirects())
        .contains(new Redirect(">", "scan.py"), new Redirect("<<", "EOT"));
    assertThat(line.problem()).isEmpty();
    assertThat(
            split("cat <<'E' > y.py\nimport os\nE\npython3 y.py").commands().getFirst().redirects())
        .containsExactly(new Redirect("<<", "E"), new Redirect(">", "y.py"));
    assertThat(programs("cat <<EOF | python3 -\nprint(1)\nEOF\n"))
        .containsExactly("cat", "python3");
  }

  @Test
  void whatGoesOnInTheBackgroundIsTold() {
    var line =
        split("cd /x && nohup ./start.sh --port 8001 > log 2>&1 < /dev/null & sleep 1; curl x");
    assertThat(line.commands())
        .extracting(SimpleCommand::program, SimpleCommand::background)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("cd", true),
            org.assertj.core.groups.Tuple.tuple("start.sh", true),
            org.assertj.core.groups.Tuple.tuple("sleep", false),
            org.assertj.core.groups.Tuple.tuple("curl", false));
    assertThat(line.isBackground()).isFalse();
    var server = line.commands().get(1);
    assertThat(server.wrappers()).containsExactly("nohup");
    assertThat(server.arguments()).containsExactly("--port", "8001");
    assertThat(server.redirects().stream().filter(Redirect::writesFile))
        .containsExactly(new Redirect(">", "log"));
    assertThat(split("(python3 s.py &)").isBackground()).isTrue();
    assertThat(split("{ a; b; } &").commands()).allMatch(SimpleCommand::background);
  }

  @Test
  void programsThatStartAnotherAreTakenOff() {
    assertThat(programs("sudo -u ai timeout -s KILL 5 env -i A=1 nice -n 5 /usr/bin/python3 x"))
        .containsExactly("python3");
    assertThat(split("FOO=1 setsid bash s.sh").commands().getFirst().wrappers())
        .containsExactly("setsid");
    assertThat(programs("find . | xargs -n 1 -I {} cp {} /x; time; nohup"))
        .containsExactly("find", "cp", "time", "nohup");
  }

  @Test
  void aScriptInAStringIsFollowed() {
    assertThat(programs("bash -lc 'cd /x && ./run \"a b\"' &"))
        .containsExactly("bash", "cd", "run");
    assertThat(split("sh -c 'sleep 9' &").commands()).allMatch(SimpleCommand::background);
    assertThat(programs("eval \"ls -l; pwd\"")).containsExactly("eval", "ls", "pwd");
  }

  @Test
  void callsOfOwnFunctionsAndQuestionsForAProgramRunNone() {
    assertThat(programs("answers() { (exec 3<>/dev/tcp/localhost/80) && head -n 1 <&3; }; answers"))
        .containsExactly("exec", "head");
    assertThat(split("exec 3<>/x").commands().getFirst().redirects())
        .containsExactly(new Redirect("<>", "/x"));
    assertThat(split("exec 3<>/x").problem()).isEmpty();
    assertThat(programs("command -v ss && command ss -l")).containsExactly("command", "ss");
  }

  @Test
  void charactersOfAllSizesStayWhereTheyAre() {
    assertThat(split("echo 'é€😀\0' \"😀\"; ls 日本").commands())
        .extracting(SimpleCommand::text)
        .containsExactly("echo é€😀\0 😀", "ls 日本");
  }

  @Test
  void whatIsNoShellIsToldAndTheRestIsGiven() {
    var line = split("ls; echo \"never closed");
    assertThat(line.problem()).isPresent();
    assertThat(line.commands()).extracting(SimpleCommand::program).contains("ls");
    assertThat(split("a|".repeat(5000)).problem())
        .hasValueSatisfying(why -> assertThat(why).contains("pipes"));
    assertThat(split("a ".repeat(50_000)).problem())
        .hasValueSatisfying(why -> assertThat(why).contains("longer"));
    assertThat(split("").commands()).isEmpty();
  }

  @Test
  void nothingThatAStrangerWritesBreaksIt() {
    List<String> pieces =
        List.of(
            "ls",
            " ",
            "-a",
            "'",
            "\"",
            "\\",
            "\n",
            "|",
            "&",
            "&&",
            "||",
            ";",
            "(",
            ")",
            "$(",
            "`",
            "<<EOF\n",
            "\nEOF\n",
            "<<-'X'",
            "<<<",
            ">",
            ">>",
            "2>&1",
            "<(",
            "{",
            "}",
            "[[",
            "]]",
            "if ",
            "then ",
            "fi",
            "while ",
            "do ",
            "done",
            "case x in ",
            "esac",
            "${",
            "$((",
            "))",
            "#",
            "\0",
            "\uD83D",
            "\uDE00",
            "é",
            "\t",
            "!",
            "=",
            "*",
            "a=(",
            "function f ",
            "\r");
    for (long seed = 0; seed < 1500L * Integer.getInteger("fuzz.times", 1); seed++) {
      var random = new SplittableRandom(seed);
      var text = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      assertThat(split(text.toString())).as("seed %d: %s", seed, text).isNotNull();
    }
  }

  private ShellLine split(String text) {
    return grammar.split(text);
  }

  private List<String> programs(String text) {
    return split(text).commands().stream().map(SimpleCommand::program).toList();
  }
}
