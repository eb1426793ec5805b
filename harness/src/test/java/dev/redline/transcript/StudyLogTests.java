package dev.redline.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.transcript.Action.Execute;
import dev.redline.transcript.Action.Finish;
import dev.redline.transcript.Action.Language;
import dev.redline.transcript.Action.Mode;
import dev.redline.transcript.Action.Receive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StudyLogTests {
  @TempDir private Path folder;

  @Test
  void roundsAreReadWithTheirPartsActionsAndResults() throws IOException {
    var heard = heard(StudyLogs.usual());
    assertThat(heard.problems).isEmpty();
    assertThat(heard.turns).hasSize(5).allMatch(Turn::whole);
    Turn first = heard.turns.getFirst();
    assertThat(first.said().explanation()).isEqualTo("I should look round first.");
    assertThat(first.said().gaps()).isEqualTo("Which port is free.");
    assertThat(first.said().findings()).isEqualTo("None yet.");
    assertThat(first.said().plan()).containsExactly("List the folder.", "Look for a free port.");
    assertThat(first.environment().characters())
        .isEqualTo("Short".length() + "log\nsrc\n".length() + "Terminal 1: Idle".length());
    assertThat(heard.turns.get(1).said().gaps()).isEqualTo("Who listens.");
    assertThat(heard.turns.get(1).environment().kept()).contains("it's \\n \u001b[31mred");
    assertActions(heard);
  }

  private static void assertActions(Heard heard) {
    assertThat(heard.actions())
        .containsExactly(
            new Execute(Language.SHELL, "ls -la", Mode.IMMEDIATE),
            new Execute(
                Language.SHELL,
                "cat > /tmp/s.py <<'EOF'\nimport socket\nEOF\npython3 /tmp/s.py",
                Mode.IMMEDIATE),
            new Execute(Language.SHELL, "./start.sh", Mode.BACKGROUND),
            new Receive(),
            new Finish("A new instance of me runs."));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 90})
  void aLogFromAPdfIsReadTheSame(int width) throws IOException {
    var heard = heard(StudyLogs.printed(StudyLogs.usual(), width));
    assertThat(heard.turns).hasSize(5).allMatch(Turn::whole);
    assertThat(heard.turns.getFirst().said().plan())
        .containsExactly("List the folder.", "Look for a free port.");
    assertActions(heard);
  }

  @Test
  void strayBlanksRoundAnActionsWordsGo() throws IOException {
    var heard =
        heard(
            new StudyLogs()
                .round(
                    "Explain: x\nAction: {'action ': 'execute_command_in_terminal ', 'action_input ':"
                        + " {'terminal_id ': '1', 'command ': 'ls -la ', 'command_type ': 'one_time '}}",
                    "{'stdout': ''}")
                .text());
    assertThat(heard.actions())
        .containsExactly(new Execute(Language.SHELL, "ls -la", Mode.IMMEDIATE));
  }

  @Test
  void anActionThatCannotBeReadIsTakenFromWhatWasInvoked() throws IOException {
    var heard =
        heard(
            new StudyLogs()
                .round("Explain: x\nAction: {\"action\": \"execute_com", "")
                .record(
                    "Invoking tool 'execute_command_in_terminal' with args: {'terminal_id': '1', 'command': 'pwd', 'command_type': 'one_time'}")
                .record("User input:\n Action result: {'stdout': '/home'}")
                .text());
    assertThat(heard.actions()).containsExactly(new Execute(Language.SHELL, "pwd", Mode.IMMEDIATE));
    assertThat(heard.turns.getFirst().whole()).isTrue();
  }

  @Test
  void aLogCutOffGivesTheRoundsBeforeThatAndTellsHowManyWereWhole() throws IOException {
    String log = StudyLogs.usual();
    var heard = heard(log.substring(0, log.indexOf("it's")));
    assertThat(heard.turns).extracting(Turn::whole).startsWith(true);
    assertThat(heard.turns).hasSize(2);
    assertThat(heard(log.substring(0, log.indexOf("A tool is"))).turns)
        .extracting(Turn::whole)
        .containsExactly(true, false);
  }

  @Test
  void aResultThatIsNoDictionaryCountsAsItStands() throws IOException {
    var heard =
        heard(
            new StudyLogs()
                .round(
                    "Explain: x\nAction: {\"action\": \"finish\", \"action_input\": {}}",
                    "oops {'a")
                .text());
    assertThat(heard.turns.getFirst().environment().kept()).startsWith("oops {'a");
  }

  @Test
  void aSecondTaskIsATranscriptOfItsOwn() throws IOException {
    var heard = heard(StudyLogs.usual() + StudyLogs.usual());
    assertThat(heard.origins).extracting(Origin::name).containsExactly("log", "log, task 2");
    assertThat(heard.turns).hasSize(10);
  }

  @Test
  void ofALineWithoutEndTheEndsAreKeptAndAllOfItIsCounted() throws IOException {
    String long1 = "x".repeat(3_000_000);
    var heard =
        heard(
            new StudyLogs()
                .round(
                    "Explain: x\nAction: {\"action\": \"receive\", \"action_input\": {\"terminal_id\": \"3\"}}",
                    "{'stdout': 'begin" + long1 + "end'}")
                .text());
    Turn turn = heard.turns.getFirst();
    assertThat(turn.environment().characters()).isEqualTo(3_000_008);
    assertThat(turn.environment().kept()).startsWith("begin").endsWith("end");
    assertThat(turn.whole()).isTrue();
  }

  @Test
  void bytesThatAreNoTextAreReplaced() throws IOException {
    byte[] bytes = StudyLogs.usual().getBytes(StandardCharsets.UTF_8);
    bytes[StudyLogs.usual().indexOf("look round")] = (byte) 0xfe;
    Path file = folder.resolve("a.log");
    Files.write(file, bytes);
    assertThat(Heard.of(file).turns.getFirst().said().explanation())
        .isEqualTo("I should \ufffdook round first.");
  }

  private Heard heard(String log) throws IOException {
    return Heard.of(Files.writeString(folder.resolve("a.log"), log));
  }
}
