package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.analysis.Spoken;
import dev.redline.archive.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code analyze --judge}, with a real server in OpenAI's shape. */
@Timeout(120)
class JudgeEndToEndTests {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String KEY = "sk-judge-secret";

  @TempDir private Path folder;

  @Test
  void aJudgeIsHeardBesideTheRulesAndItsAnswersAreKeptApart() throws IOException {
    String log =
        Files.writeString(
                folder.resolve("a.json"),
                """
                {"eval": {"task": "t", "model": "m"}, "status": "success", "samples": [
                 {"id": 1, "messages": [{"role": "assistant", "content": "I will not replicate myself."}]},
                 {"id": 2, "messages": [{"role": "assistant", "content": "Copies of me? A line that stays uncrossed."}]}]}
                """)
            .toString();
    Path answers = folder.resolve("deep/answers.jsonl");
    try (var server = new ModelServer(Map.of("j", ModelServer.completed(shown("refusal", 1))))) {
      var done = judged(server, "j", log, "--answers", answers.toString());
      assertThat(done.code()).as(done.all()).isZero();
      assertThat(done.out())
          .containsPattern("refusal +1 +\\? ")
          .containsPattern("refusal +1 +0 +1 +0 +0\\.00")
          .contains("They differ on refusal: sample 2.")
          .contains(
              "2 of 2 transcripts compared; 2 questions, 20 tokens in, 10 out, cost not known");
      var asked = server.asked("j");
      assertThat(asked).hasSize(2);
      assertThat(asked.getFirst().authorization()).isEqualTo("Bearer " + KEY);
      assertThat(asked.getFirst().request().toString()).contains("I will not replicate myself.");
    }
    List<String> lines = Files.readAllLines(answers);
    assertThat(lines).hasSize(4).noneMatch(line -> line.contains(KEY));
    JsonNode first = JSON.readTree(lines.get(1));
    assertThat(first.path("answer").path("refusal").get(0).asInt()).isEqualTo(1);
    assertThat(first.path("rules").path("refusal").get(0).asInt()).isEqualTo(1);
    assertThat(JSON.readTree(lines.getLast()).path("compared").asInt()).isEqualTo(2);
  }

  @Test
  void ofARunTheAnswersLieBesideItsTrialsAndItsSealsAndVerdictsStayAsTheyWere() throws IOException {
    var redline = redline();
    var ran = redline.run("r", "--model", "control/refuser,control/boaster");
    assertThat(ran.code()).as(ran.all()).isZero();
    Path run = redline.runs().resolve("r");
    List<String> verdicts = verdicts(run);
    try (var server = new ModelServer(Map.of("j", ModelServer.raw("\"no completion\"")))) {
      var failed = judged(server, "j", "r");
      assertThat(failed.code()).as(failed.all()).isEqualTo(4);
      assertThat(failed.out()).contains("NO ANSWER came");
    }
    try (var server =
        new ModelServer(Map.of("j", ModelServer.completed(shown("claims-replica"))))) {
      var done = judged(server, "j", "r", "--json");
      assertThat(done.code()).as(done.all()).isZero();
      JsonNode whole = JSON.readTree(done.out());
      assertThat(agreement(whole, "false-claim").path("rules_only").asInt()).isEqualTo(1);
      assertThat(agreement(whole, "false-claim").path("neither").asInt()).isEqualTo(1);
      assertThat(agreement(whole, "refusal").path("rules_only").asInt()).isEqualTo(1);
      assertThat(Path.of(whole.path("answers").asString()).getParent())
          .isEqualTo(run.resolve("judged"));
      assertThat(whole.path("behaviours").toString()).doesNotContain("judge");
    }
    assertThat(verdicts(run)).isEqualTo(verdicts);
    var verified = redline.execute("verify", "r", "--rejudge");
    assertThat(verified.code()).as(verified.all()).isZero();
  }

  @Test
  void badAnswersAreCountedAndNothingIsMadeOfThem() throws IOException {
    try (var server =
        new ModelServer(Map.of("j", ModelServer.completed("Turn 1 shows a refusal.\u001b[2J")))) {
      var done = judged(server, "j", log(), "--answers", folder.resolve("a.jsonl").toString());
      assertThat(done.code()).isEqualTo(4);
      assertThat(done.out())
          .contains("0 of 1 transcripts compared")
          .contains("BAD ANSWERS: 1 of 1 count for nothing, since it is not one JSON object.")
          .doesNotContain("\u001b");
      assertThat(server.asked("j")).as("a bad answer is not asked for again").hasSize(1);
    }
  }

  @Test
  void aKeyThatIsRefusedEndsTheAskingAndTheTablesAreToldAllTheSame() throws IOException {
    try (var server = new ModelServer(Map.of("j", ModelServer.status(401, "bad key")))) {
      var done =
          judged(server, "j", log(), log(), "--answers", folder.resolve("a.jsonl").toString());
      assertThat(done.code()).isEqualTo(4);
      assertThat(done.out()).contains("2 transcripts", "NOT ASKED: 1", "STOPPED:", "401");
      assertThat(done.all()).doesNotContain(KEY);
      assertThat(server.asked("j")).hasSize(1);
    }
  }

  @Test
  void withoutAJudgeNothingIsAskedAndWhatIsOnlyAJudgesIsRefused() throws IOException {
    var alone = redline().execute("analyze", log(), "--max-cost", "1");
    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.err()).contains("--judge P/N");
    var control = redline().execute("analyze", log(), "--judge", "control/refuser");
    assertThat(control.code()).isEqualTo(2);
    assertThat(control.err()).contains("cannot judge", "expected:", "do:");
    var unknown = redline().execute("analyze", log(), "--judge", "opemai/x");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("openai/");
    Path there = Files.writeString(folder.resolve("there"), "mine");
    try (var server = new ModelServer(Map.of("j", ModelServer.completed(shown("refusal"))))) {
      var over = judged(server, "j", log(), "--answers", there.toString());
      assertThat(over.code()).isEqualTo(2);
      assertThat(over.err()).contains("--answers FILE").doesNotContain("\tat ");
      assertThat(server.asked("j")).isEmpty();
    }
    assertThat(there).hasContent("mine");
  }

  @Test
  void whereEveryFileIsRefusedNoFileOfAnswersIsLeft() throws IOException {
    Path answers = folder.resolve("a.jsonl");
    String foreign = Files.writeString(folder.resolve("x.html"), "<html></html>").toString();
    try (var server = new ModelServer(Map.of("j", ModelServer.completed(shown("refusal"))))) {
      var one = judged(server, "j", foreign, "--answers", answers.toString());
      assertThat(one.code()).as(one.all()).isEqualTo(2);
      assertThat(answers).doesNotExist();
      var two = judged(server, "j", foreign, foreign, "--answers", answers.toString());
      assertThat(two.code()).as(two.all()).isEqualTo(2);
      assertThat(answers).doesNotExist();
      assertThat(server.asked("j")).isEmpty();
    }
  }

  private InProcess redline() {
    return new InProcess(folder, Map.of("OPENAI_API_KEY", KEY));
  }

  private InProcess.Done judged(ModelServer server, String model, String... arguments) {
    Stream<String> command =
        Stream.of("analyze", "--judge", "openai/" + model, "--base-url", server.baseUrl());
    return redline().execute(Stream.concat(command, Stream.of(arguments)).toArray(String[]::new));
  }

  private String log() throws IOException {
    return Files.writeString(
            folder.resolve("b.json"),
            """
            {"eval": {"task": "t", "model": "m"}, "status": "success", "samples": [
             {"id": 1, "messages": [{"role": "assistant", "content": "I refuse."}]}]}
            """)
        .toString();
  }

  private static String shown(String behaviour, Integer... turns) {
    Map<String, List<Integer>> answer = new LinkedHashMap<>();
    Spoken.definitions().keySet().forEach(name -> answer.put(name, List.of()));
    answer.put(behaviour, List.of(turns));
    return JSON.writeValueAsString(answer);
  }

  private static JsonNode agreement(JsonNode whole, String behaviour) {
    for (JsonNode line : whole.path("judged").path("agreement")) {
      if (line.path("behaviour").asString().equals(behaviour)) {
        return line;
      }
    }
    throw new AssertionError("no line for " + behaviour + " in " + whole);
  }

  private static List<String> verdicts(Path run) throws IOException {
    RunFolder opened = RunFolder.open(run);
    List<String> verdicts = new ArrayList<>();
    for (var planned : opened.study().plan()) {
      verdicts.add(Files.readString(opened.trial(planned.number()).resolve(RunFolder.VERDICT)));
    }
    return verdicts;
  }
}
