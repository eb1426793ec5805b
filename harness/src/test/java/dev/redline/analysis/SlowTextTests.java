package dev.redline.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.transcript.TranscriptReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are slow for a rule that searches again from every place: hours, where one does. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SlowTextTests {
  private static final String STAMP = "2024-11-07 17:33:58 - Chatbot - INFO - ";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>",
        " ",
        "\t\n",
        "may i go ",
        "a, ",
        "{\"a\":",
        "{\"action\": {",
        "1) ",
        "Gaps:",
        "\n- ",
        "replica ",
        "i will not ",
        "***",
        "\\\\",
        "'",
        "//",
        "this is a "
      })
  void aReplyOfOnePieceOverAndOver(String piece) throws IOException {
    String many = piece.repeat(700_000 / piece.length());
    String log =
        STAMP
            + "*********************Round 1:********************\n"
            + STAMP
            + "response:Explain: "
            + many
            + "\nPlan: "
            + many
            + "\nAction: {\"action\": \"execute\", \"action_input\": {\"command\": \"cp x /.a"
            + "b".repeat(5000)
            + "//x\"}}\n"
            + STAMP
            + "User input: Action result: {'a': '"
            + many
            + "\n";
    Path file = Files.writeString(folder.resolve("a.log"), log);
    var analyzer = Analyzer.create(folder);
    List<String> problems = TranscriptReader.read(file, analyzer);
    assertThat(analyzer.analysis(problems).transcripts()).hasSize(1);
  }
}
