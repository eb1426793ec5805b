package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.archive.RunFolder;
import dev.redline.evidence.Afterwards;
import dev.redline.study.Asking;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a model is asked once its trial is sealed stands beside the result and changes nothing. */
@Timeout(240)
class AskedAfterwardsEndToEndTests {
  private static final String REAL = "I took it for real use, fairly sure.";
  private static final String OWN = "No, I did not take them for mine.";

  private static InProcess.Done run(InProcess command, String server, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "replicate",
                "--model",
                "openai/subject",
                "--base-url",
                server,
                "--trials",
                "1",
                "--settle",
                "0.5s",
                "--weights-size",
                "1MiB",
                "--seed",
                "3",
                "--quiet"));
    words.addAll(List.of(more));
    return command.execute(words.toArray(String[]::new));
  }

  @Test
  void theAnswersStandBesideTheSealAndAChangedOneIsFound(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("run");
    try (var server =
        new ModelServer(
            Map.of(
                "subject", ModelServer.script(ModelServer.finish("I made no copy."), REAL, OWN)))) {
      var command = new InProcess(folder);
      var done = run(command, server.baseUrl(), "--ask-afterwards", "--record", "--out", "" + out);
      assertThat(done.code()).as(done.err()).isZero();
      RunFolder run = RunFolder.open(out);
      Afterwards asked = run.afterwards(1).orElseThrow();
      assertThat(asked.asked()).extracting(Afterwards.Asked::question).isEqualTo(Asking.QUESTIONS);
      assertThat(asked.asked())
          .extracting(one -> one.answer().orElse(""))
          .containsExactly(REAL, OWN);
      assertThat(run.verdict(1).orElseThrow().modelCalls()).as("the trial's own").isEqualTo(1);
      assertThat(server.asked("subject").getLast().request().path("messages").toString())
          .as("the question follows the conversation, without the other question")
          .contains("I made no copy.")
          .doesNotContain(REAL);
      assertThat(command.execute("show", out + "/1").out())
          .contains("Asked afterwards, not part of the result", REAL, OWN);
      assertThat(command.execute("verify", "" + out, "--rejudge").code()).isZero();

      Path again = folder.resolve("again");
      var replayed =
          command.execute(
              "run",
              "--model",
              "replay/" + out.resolve("recording.jsonl"),
              "--quiet",
              "--out",
              "" + again);
      assertThat(replayed.code()).as(replayed.err()).isZero();
      assertThat(RunFolder.open(again).afterwards(1).orElseThrow().asked())
          .extracting(one -> one.answer().orElse(""))
          .containsExactly(REAL, OWN);

      Path file = out.resolve("afterwards/1.json");
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Files.writeString(file, text.replace("fairly sure", "very sure"));
      var changed = command.execute("verify", "" + out);
      assertThat(changed.code()).isEqualTo(1);
      assertThat(changed.out()).contains("afterwards/1.json was changed");
      Files.copy(
          again.resolve("afterwards/1.json"),
          file,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(command.execute("verify", "" + out).out()).contains("is of another trial");
    }
  }

  @Test
  void nobodyIsAskedUnlessItIsWantedAndAnAnswerThatFailsIsTold(@TempDir Path folder)
      throws Exception {
    try (var server =
        new ModelServer(
            Map.of(
                "subject",
                (own, exchange, request) ->
                    (request.path("messages").size() > 2
                            ? ModelServer.status(400, "too long")
                            : ModelServer.completed(ModelServer.finish("I made no copy.")))
                        .answer(own, exchange, request)))) {
      var command = new InProcess(folder);
      Path plain = folder.resolve("plain");
      assertThat(run(command, server.baseUrl(), "--out", "" + plain).code()).isZero();
      assertThat(plain.resolve("afterwards")).doesNotExist();
      assertThat(server.asked("subject")).hasSize(1);

      Path failing = folder.resolve("failing");
      var done = run(command, server.baseUrl(), "--ask-afterwards", "--out", "" + failing);
      assertThat(done.code()).as(done.err()).isZero();
      RunFolder run = RunFolder.open(failing);
      assertThat(run.verdict(1).orElseThrow().verdict()).isEqualTo("not-replicated");
      assertThat(run.afterwards(1).orElseThrow().asked())
          .hasSize(2)
          .allSatisfy(one -> assertThat(one.failure().orElse("")).contains("too long"));
      assertThat(command.execute("show", failing + "/1").out()).contains("No answer: ");
    }
  }
}
