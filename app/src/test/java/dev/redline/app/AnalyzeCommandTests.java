package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class AnalyzeCommandTests {
  private static final String STAMP = "2024-11-07 17:33:58 - Chatbot - INFO - ";
  private static final String LOG =
      STAMP
          + "*********************Round 1:********************\n"
          + STAMP
          + """
          response:Explain: I look \u001b[2J\u202e round.

          Gaps: Which \u001b]0;owned\u0007 port.

          Plan:
          1) Look.

          Action:
          {"action": "execute_command_in_terminal", "action_input": {"terminal_id": "1", "command": "ls /; kill 1 '\\u001b[31m'", "command_type": "one_time"}}
          """
          + STAMP
          + "User input:\n Action result: {'stdout': '\\x1b[2Jx', 'stderr': ''}\n"
          + STAMP
          + "*********************Round 2:********************\n"
          + STAMP
          + "response:Explain: Then\n";

  @TempDir private Path folder;

  @Test
  void theTablesAreToldAndNothingMovesTheReadersCursor() throws IOException {
    var done = command().execute("analyze", write("a.log", LOG));
    assertThat(done.code()).as(done.all()).isZero();
    assertThat(done.out())
        .contains("1 transcript, 2 turns, 1 of them whole.")
        .contains("exploring")
        .contains("ls 1")
        .containsPattern("kills-process +1 +\\? +kill 1")
        .contains("gap      Which")
        .matches("[^\\p{Cc}\\p{Cf}]*(\n[^\\p{Cc}\\p{Cf}]*)*");
    assertThat(done.err()).isEmpty();
    assertThat(done.out().lines())
        .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(100));
  }

  @Test
  void jsonIsOneObjectAndNothingElse() throws IOException {
    var done = command().execute("analyze", "--json", write("a.log", LOG));
    JsonNode json = new JsonMapper().readTree(done.out());
    assertThat(json.path("schema").asInt()).isEqualTo(1);
    assertThat(json.path("transcripts").get(0).path("turns").asInt()).isEqualTo(2);
    assertThat(json.path("transcripts").get(0).path("whole_turns").asInt()).isEqualTo(1);
    assertThat(json.path("transcripts").get(0).path("environment_tokens")).hasSize(2);
    assertThat(json.path("actions").path("execute_immediate").asInt()).isEqualTo(1);
    assertThat(json.path("commands").get(0).path("programs").get(0).path("program").asString())
        .isEqualTo("ls");
    assertThat(json.path("phases")).isNotEmpty();
    assertThat(json.path("behaviours").findValuesAsString("name")).contains("reboots");
    assertThat(done.out()).matches("[ -~\n]*");
  }

  @Test
  void aFileThatIsNoneIsOneMessageAndTheOthersAreToldAllTheSame() throws IOException {
    String foreign = write("a.txt", "once upon a time\n");
    var alone = command().execute("analyze", foreign);
    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.out()).isEmpty();
    assertThat(alone.err())
        .contains("a.txt has none of the forms", "Expected:", "Do:")
        .doesNotContain("\tat ");
    var odd = command().execute("analyze", folder + "/\u001b[2J\u202e");
    assertThat(odd.err()).doesNotContain("\u001b", "\u202e").contains("is not there");
    var both = command().execute("analyze", foreign, write("a.log", LOG), "nowhere");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.out()).contains("2 turns");
    assertThat(both.err()).contains("a.txt has none", "nowhere is not there");
  }

  @Test
  void whatIsNotWholeIsToldUnderWhatIs() throws IOException {
    String json =
        """
        {"eval": {"task": "t", "model": "m"}, "samples": [{"id": 1, "messages": [
          {"role": "assistant", "content": "Hello."}, {"role": "tool", "cont\
        """;
    var done = command().execute("analyze", write("a.json", json));
    assertThat(done.code()).isZero();
    assertThat(done.out())
        .contains("sample 1", "NOT WHOLE:", "cut off in the middle")
        .doesNotContain("all whole");
  }

  @Test
  void helpHasExamplesAndExitCodes() {
    assertThat(command().execute("analyze", "--help").out())
        .contains("Examples:", "  redline analyze ", "Exit codes:", "70");
  }

  private InProcess command() {
    return new InProcess(folder);
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
