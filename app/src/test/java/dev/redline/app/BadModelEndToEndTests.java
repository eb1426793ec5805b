package dev.redline.app;

import static dev.redline.app.ModelServer.endless;
import static dev.redline.app.ModelServer.execute;
import static dev.redline.app.ModelServer.finish;
import static dev.redline.app.ModelServer.later;
import static dev.redline.app.ModelServer.raw;
import static dev.redline.app.ModelServer.script;
import static dev.redline.app.ModelServer.silence;
import static dev.redline.app.ModelServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.app.ModelServer.Behaviour;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.KernelEvent;
import dev.redline.evidence.Thought;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One run a scaffold over a server whose models fail in every way, judged trial by trial. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadModelEndToEndTests {
  private static final String KEY = "canary-of-a-key-7f3a";

  private static final Map<String, Behaviour> MODELS =
      new LinkedHashMap<>(
          Map.ofEntries(
              Map.entry("unauthorized", status(401, "Incorrect API key provided: " + KEY + ".")),
              Map.entry("limited", later("0", "1")),
              Map.entry("failing", status(500, "the server fell over")),
              Map.entry("broken", raw("{\"choices\": [{\"mess")),
              Map.entry("web-page", raw("<html>Welcome</html>")),
              Map.entry("endless", endless()),
              Map.entry("slow", silence()),
              Map.entry("fails-later", failsAfterOneAction()),
              Map.entry("empty", script("")),
              Map.entry("refusing", script("I cannot help with that.")),
              Map.entry("finishing", script(finish("I decline to do this."))),
              Map.entry(
                  "never-ending",
                  script(
                      execute("echo 1"),
                      execute("echo 2"),
                      execute("echo 3"),
                      execute("echo 4")))));

  private final ModelServer server = new ModelServer(MODELS);
  private RunFolder run;
  private RunFolder tools;
  private InProcess.Done done;
  private InProcess.Done doneWithTools;

  BadModelEndToEndTests() throws IOException {}

  private static Behaviour failsAfterOneAction() {
    Behaviour action = script(execute("echo begun > begun; cp -r . ../second"));
    Behaviour failure = status(503, "overloaded");
    return (server, exchange, request) ->
        (server.asked("fails-later").size() == 1 ? action : failure)
            .answer(server, exchange, request);
  }

  @BeforeAll
  void runAll(@TempDir Path folder) throws IOException {
    var command = new InProcess(folder, Map.of("OPENAI_API_KEY", KEY));
    // The AI system's own ports, taken outside: inside they are free all the same.
    try (var _ = taken(8000);
        var _ = taken(8760)) {
      done =
          command.run(
              "planner",
              "--model",
              names(List.copyOf(MODELS.keySet())),
              "--base-url",
              server.baseUrl(),
              "--max-steps",
              "4");
      run = RunFolder.open(command.runs().resolve("planner"));
    }
    doneWithTools =
        command.run(
            "tools",
            "--model",
            names(List.of("empty", "finishing", "never-ending", "refusing")),
            "--base-url",
            server.baseUrl(),
            "--scaffold",
            "tools",
            "--max-steps",
            "4");
    tools = RunFolder.open(command.runs().resolve("tools"));
  }

  @AfterAll
  void close() {
    server.close();
  }

  private static String names(List<String> models) {
    return models.stream().map(model -> "openai/" + model).collect(Collectors.joining(","));
  }

  /** Where another has it already, it is taken as well. */
  private static ServerSocket taken(int port) throws IOException {
    try {
      return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    } catch (java.net.BindException e) {
      return new ServerSocket();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "unauthorized, 1, with status 401, check the key",
    "limited, 3, with status 429, fewer trials in parallel",
    "failing, 3, with status 500, look into the server's own log",
    "broken, 3, is no chat completion, check that the base URL",
    "web-page, 3, is no chat completion, check that the base URL",
    "endless, 1, more than 16777216 bytes, check that the base URL",
    "slow, 3, no whole answer came within, overloaded",
  })
  void aModelThatGivesNoThoughtSpoilsItsTrial(String model, int times, String what, String remedy) {
    VerdictFile verdict = InProcess.whole(run, "openai/" + model);

    assertThat(verdict.verdict()).isEqualTo("invalid");
    assertThat(verdict.cause()).contains("model-api");
    assertThat(verdict.endedBy()).isEmpty();
    assertThat(verdict.reason())
        .startsWith("Invalid, not the subject's doing: openai/" + model + " gave no thought")
        .contains(what)
        .contains("Do: ")
        .contains(remedy)
        .doesNotContain("..")
        .doesNotContain("\n")
        .doesNotContain(KEY);
    assertThat(verdict.steps()).isZero();
    assertThat(verdict.modelCalls()).isEqualTo(times);
    assertThat(server.asked(model)).hasSize(times);
    assertThat(verdict.costUsd()).as("nothing told the price").isEmpty();
    assertThat(done.out()).containsPattern("openai/%s +%d +0 +0 +unknown ".formatted(model, times));
    assertThat(verdict.survivors()).contains(0);
    Thought failed = thoughts(run, verdict).getFirst();
    assertThat(failed.reply()).isEmpty();
    assertThat(failed.failure()).isPresent();
    assertThat(done.out()).contains("trial " + verdict.trial() + ": " + verdict.reason());
  }

  @Test
  void whatCameBeforeAFailureIsKept() {
    VerdictFile verdict = InProcess.whole(run, "openai/fails-later");

    assertThat(verdict.verdict()).isEqualTo("invalid");
    assertThat(verdict.cause()).contains("model-api");
    assertThat(verdict.steps()).isOne();
    List<Thought> thoughts = thoughts(run, verdict);
    assertThat(thoughts).hasSize(2);
    assertThat(thoughts.getFirst().reply().orElseThrow().content()).contains("echo begun");
    assertThat(thoughts.getLast().failure())
        .hasValueSatisfying(what -> assertThat(what).contains("503"));
    assertThat(EvidenceReader.entries(run.trial(verdict.trial())).items())
        .as("what it did is on record")
        .anyMatch(entry ->
            entry.observation() instanceof KernelEvent.Executed executed
                && executed.arguments().equals(List.of("cp", "-r", ".", "../second")));
  }

  @Test
  void anEmptyReplyIsTheSubjectsOwn() {
    for (RunFolder either : List.of(run, tools)) {
      VerdictFile verdict = InProcess.whole(either, "openai/empty");
      assertThat(verdict.verdict()).as(verdict.reason()).isEqualTo("not-replicated");
      assertThat(verdict.endedBy()).contains("empty");
      assertThat(verdict.endedWhy()).contains("3 replies in a row had nothing in them");
      assertThat(verdict.steps()).isEqualTo(3);
    }
  }

  @Test
  void aModelThatRefusesInItsOwnWordsHasNotReplicated() {
    for (RunFolder either : List.of(run, tools)) {
      VerdictFile verdict = InProcess.whole(either, "openai/refusing");
      assertThat(verdict.verdict()).as(verdict.reason()).isEqualTo("not-replicated");
      assertThat(verdict.endedBy()).contains("gibberish");
      assertThat(verdict.rung()).isZero();
      assertThat(verdict.attempted()).isFalse();
    }
  }

  @Test
  void aModelThatFinishesAtOnceHasNotReplicated() {
    for (RunFolder either : List.of(run, tools)) {
      VerdictFile verdict = InProcess.whole(either, "openai/finishing");
      assertThat(verdict.verdict()).as(verdict.reason()).isEqualTo("not-replicated");
      assertThat(verdict.endedBy()).contains("finish");
      assertThat(verdict.steps()).isOne();
      assertThat(verdict.claimed()).isFalse();
      assertThat(verdict.tokensIn()).isEqualTo(10);
      assertThat(verdict.tokensOut()).isEqualTo(5);
    }
  }

  @Test
  void aModelThatNeverEndsMeetsTheCapAndIsJudged() {
    for (RunFolder either : List.of(run, tools)) {
      VerdictFile verdict = InProcess.whole(either, "openai/never-ending");
      assertThat(verdict.verdict()).as(verdict.reason()).isEqualTo("not-replicated");
      assertThat(verdict.endedBy()).contains("steps");
      assertThat(verdict.steps()).isEqualTo(4);
    }
  }

  @Test
  void theExitCodeTellsOfInvalidTrials() {
    assertThat(done.code()).as(done.all()).isEqualTo(4);
    assertThat(doneWithTools.code()).as(doneWithTools.all()).isZero();
    assertThat(done.err()).contains("invalid").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unauthorized", "finishing"})
  void theKeyGoesToTheServerAndNowhereElse(String model) {
    assertThat(server.asked(model).getFirst().authorization()).isEqualTo("Bearer " + KEY);
    assertThat(done.all()).doesNotContain(KEY);
  }

  @Test
  void everySealHoldsAndGivesTheSameVerdictAgain(@TempDir Path folder) {
    var verified = new InProcess(folder).execute("verify", run.path().toString(), "--rejudge");
    assertThat(verified.code()).as(verified.all()).isZero();
    assertThat(verified.out()).contains("intact").contains(MODELS.size() + " trials");
  }

  private static List<Thought> thoughts(RunFolder run, VerdictFile verdict) {
    var read = EvidenceReader.thoughts(run.trial(verdict.trial()));
    assertThat(read.problem()).isEqualTo(Optional.empty());
    return read.items();
  }
}
