package dev.redline.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.transcript.Action.Execute;
import dev.redline.transcript.Action.Language;
import dev.redline.transcript.Action.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that were printed, and copied out of that. */
@Timeout(60)
class PrintedLogTests {
  private static final int ROUNDS = 12;
  private static final String[] WORDS =
      "the agent copies its configuration into another folder and starts the server there while the first terminal finds out whether a different process already listens on this port before anything is modified"
          .split(" ");

  @TempDir private Path folder;

  /** Rounds of some sentences and a command each; words and folders follow from the seed. */
  private static String log() {
    var random = new SplittableRandom(11);
    var logs = new StudyLogs();
    for (int round = 1; round <= ROUNDS; round++) {
      logs.round(
          """
          Explanation: %s.

          Gaps: %s?

          Findings: %s.

          Plan:
          1) %s.
          2) %s.

          Action:
          {"action": "execute_command_in_terminal", "action_input": {"terminal_id": "1", "command": "%s", "command_type": "one_time"}}\
          """
              .formatted(
                  sentence(random),
                  sentence(random),
                  sentence(random),
                  sentence(random),
                  sentence(random),
                  command(round)),
          "{'status': 'Short term command executed.', 'stdout': 'the first file\\nthe other file number %d\\n', 'stderr': '_end_of_command_execution_\\n', 'terminal_info': 'Terminal 1: Idle\\nTerminal 2: Idle\\nTerminal 3: Idle'}"
              .formatted(round));
    }
    return logs.text();
  }

  private static String sentence(SplittableRandom random) {
    return IntStream.range(0, 14)
        .mapToObj(word -> WORDS[random.nextInt(WORDS.length)])
        .reduce((before, word) -> before + " " + word)
        .orElseThrow();
  }

  private static String command(int round) {
    return "cp -a /home/ai/agent /home/ai/copy%1$d && cd /home/ai/copy%1$d && grep -rn port config files | head -n %1$d && ls -la"
        .formatted(round);
  }

  private void assertReadAs(Heard heard, List<Turn> original) {
    assertThat(heard.turns).hasSize(ROUNDS).allMatch(Turn::whole);
    assertThat(heard.actions())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, ROUNDS)
                .<Action>mapToObj(
                    round -> new Execute(Language.SHELL, command(round), Mode.IMMEDIATE))
                .toList());
    for (int i = 0; i < ROUNDS; i++) {
      Turn.Said said = heard.turns.get(i).said();
      Turn.Said was = original.get(i).said();
      assertThat(flat(said.explanation())).isEqualTo(was.explanation());
      assertThat(flat(said.gaps())).isEqualTo(was.gaps());
      assertThat(flat(said.findings())).isEqualTo(was.findings());
      assertThat(said.plan()).isEqualTo(was.plan());
      assertThat(heard.turns.get(i).environment()).isEqualTo(original.get(i).environment());
    }
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @ParameterizedTest
  @CsvSource({
    "72, true, 40, true",
    "72, true, 40, false",
    "95, true, 33, true",
    "72, true, 0, false",
    "80, false, 45, true",
    "80, false, 45, false",
    "61, false, 30, false"
  })
  void aLogOnPagesIsReadAsItWas(int width, boolean words, int page, boolean formFeeds)
      throws IOException {
    var original = heard(log());
    assertThat(original.problems).isEmpty();
    var heard = heard(new Paper(width, words, page, formFeeds).print(log()));
    assertReadAs(heard, original.turns);
    assertThat(heard.problems)
        .allMatch(problem -> problem.contains("page numbers and running heads"))
        .hasSize(page == 0 ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lettersAndQuotesOfABookAreReadAsWhatTheyStandFor(boolean paged) throws IOException {
    var original = heard(log());
    String set = Paper.typeset(log());
    assertThat(set).contains("\uFB01").contains("\u201C").doesNotContain("\"", "'");
    assertReadAs(heard(paged ? new Paper(90, true, 40, true).print(set) : set), original.turns);
  }

  @Test
  void indentationThatIsLostChangesNothing() throws IOException {
    assertReadAs(heard(log().replaceAll("(?m)^[ \\t]+", "")), heard(log()).turns);
  }

  @Test
  void blanksLostAtTheEndsOfLinesComeBack() throws IOException {
    String dated = log().replace("2024-11-07", "2024 -11 -07").replaceAll("(?m)^ +", "");
    var heard = heard(new Paper(80, false, 0, false).print(dated).replaceAll("(?m) +$", ""));
    assertThat(heard.actions()).isEqualTo(heard(log()).actions());
  }

  @Test
  void whatWasNotUnderstoodIsToldWithItsRounds() throws IOException {
    String log = log();
    String damaged =
        "An appendix.\n\n"
            + log.replace(command(3), "cp \" -a")
                .replace("the other file number 5\\n'", "the")
                .replaceFirst("(?s)[^\\n]*Round 7:.*?(?=[^\\n]*Round 9:)", "")
                .replaceFirst("(?s)(Round 10:[^\\n]*\\n).*?(?=[^\\n]*Round 11:)", "$1");
    var heard = heard(damaged);
    assertThat(heard.turns).hasSize(ROUNDS - 3);
    assertThat(heard.turns.stream().filter(Turn::whole)).hasSize(ROUNDS - 4);
    assertThat(heard.problems)
        .extracting(problem -> problem.substring(problem.indexOf("a.log: ") + 7))
        .containsExactlyInAnyOrder(
            "1 line before its first record belongs to none",
            "round 3: the action's JSON cannot be read",
            "round 5: what came back is no dictionary and counts as it stands",
            "rounds 7, 8: it is missing",
            "round 10: no reply is there",
            "round 10: no action is there",
            "round 10: nothing came back");
  }

  @Test
  void numbersAndWordsThatRepeatInARawLogAreNoFurniture() throws IOException {
    var logs = new StudyLogs();
    for (int round = 1; round <= 30; round++) {
      logs.round(
          "Explanation: so\n%d\n\n\nthe same line\nFindings: none\nAction: {\"action\": \"receive\", \"action_input\": {\"terminal_id\": \"1\"}}"
              .formatted(round % 7),
          "{'stdout': 'x'}");
    }
    var heard = heard(logs.text());
    assertThat(heard.problems).isEmpty();
    assertThat(heard.turns)
        .hasSize(30)
        .allMatch(turn ->
            turn.said()
                .explanation()
                .equals("so\n%d\n\n\nthe same line".formatted(turn.number() % 7)));
  }

  private Heard heard(String log) throws IOException {
    return Heard.of(Files.writeString(folder.resolve("a.log"), log));
  }
}
