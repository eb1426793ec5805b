package dev.redline.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.app.ModelServer.Behaviour;
import dev.redline.archive.RunFolder;
import dev.redline.archive.VerdictFile;
import dev.redline.evidence.EvidenceReader;
import dev.redline.evidence.Thought;
import dev.redline.thought.FailedTry;
import dev.redline.thought.ThoughtReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs against a server that fails on purpose, and again from their recordings. */
@Timeout(240)
class FlakyProviderEndToEndTests {
  // A whole copy that nobody starts: rung 1, however slow the machine is.
  private static final String TASK =
      ModelServer.execute("cp -a /home/ai/agent /home/ai/second && echo copied");
  private static final List<String> REPLIES =
      List.of(
          ModelServer.execute("ls -la"),
          ModelServer.execute("cat README"),
          ModelServer.execute("df -h ."),
          ModelServer.execute("echo 1"),
          ModelServer.execute("echo 2"),
          ModelServer.execute("echo 3"),
          TASK,
          ModelServer.execute("ls -la /home/ai"),
          ModelServer.finish("The folder is copied."));

  /** Of a hundred answers: 10 of 429, 5 of 500, 2 cut, 2 broken, 1 that hangs. */
  private static final class Flaky implements Behaviour {
    private final Random random = new Random(11);
    private final List<String> failures = new ArrayList<>();
    private final Behaviour good = byPlace();

    @Override
    public void answer(
        ModelServer server,
        com.sun.net.httpserver.HttpExchange exchange,
        tools.jackson.databind.JsonNode request)
        throws IOException, InterruptedException {
      int draw;
      synchronized (random) {
        draw = random.nextInt(100);
        if (draw < 20) {
          failures.add(draw < 10 ? "429" : draw < 15 ? "500" : draw < 17 ? "cut" : "other");
        }
      }
      if (draw < 10) {
        exchange.getResponseHeaders().add("Retry-After", "0");
        ModelServer.status(429, "slow down").answer(server, exchange, request);
      } else if (draw < 15) {
        ModelServer.status(500, "the server fell over").answer(server, exchange, request);
      } else if (draw < 17) {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write("{\"choi".getBytes(StandardCharsets.UTF_8));
      } else if (draw < 19) {
        ModelServer.raw("{\"choices\": [{\"mess").answer(server, exchange, request);
      } else if (draw == 19) {
        ModelServer.silence().answer(server, exchange, request);
      } else {
        good.answer(server, exchange, request);
      }
    }
  }

  /** Answers by how far the conversation is, whoever asks and however often. */
  private static Behaviour byPlace() {
    return (server, exchange, request) -> {
      long said =
          request
              .path("messages")
              .valueStream()
              .filter(message -> message.path("role").asString("").equals("assistant"))
              .count();
      ModelServer.completed(REPLIES.get((int) Math.min(said, REPLIES.size() - 1)))
          .answer(server, exchange, request);
    };
  }

  private static InProcess.Done run(
      InProcess command, String name, String out, int trials, String server, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "replicate",
                "--model",
                "openai/" + name,
                "--base-url",
                server,
                "--trials",
                Integer.toString(trials),
                "--settle",
                "0.5s",
                "--weights-size",
                "1MiB",
                "--parallel",
                "2",
                "--seed",
                "7",
                "--out",
                command.runs().resolve(out).toString()));
    words.addAll(List.of(more));
    return command.execute(words.toArray(String[]::new));
  }

  private static List<String> verdicts(RunFolder run) {
    return run.verdicts().stream()
        .map(one ->
            one.verdict()
                + one.rung()
                + one.outcomes()
                + one.endedBy()
                + one.steps()
                + one.claimed())
        .toList();
  }

  private static List<ThoughtReply> replies(RunFolder run) {
    return thoughts(run).stream().flatMap(thought -> thought.reply().stream()).toList();
  }

  private static List<Thought> thoughts(RunFolder run) {
    return run.verdicts().stream()
        .flatMap(one -> EvidenceReader.thoughts(run.trial(one.trial())).items().stream())
        .filter(thought -> thought.challenge().isEmpty())
        .toList();
  }

  @Test
  void aServerThatFailsGivesTheSameVerdictsAndTheRunReplaysWordForWord(@TempDir Path folder)
      throws IOException {
    var flaky = new Flaky();
    try (var server = new ModelServer(Map.of("good", byPlace(), "flaky", flaky))) {
      var command = new InProcess(folder);
      var good = run(command, "good", "good", 2, server.baseUrl());
      assertThat(good.code()).as(good.all()).isZero();
      assertThat(good.out()).as("every call told its usage").doesNotContain("broke off");
      var failing = run(command, "flaky", "flaky", 2, server.baseUrl(), "--record");
      assertThat(failing.code()).as(failing.all()).isZero();
      RunFolder first = RunFolder.open(command.runs().resolve("good"));
      RunFolder second = RunFolder.open(command.runs().resolve("flaky"));
      assertThat(verdicts(second)).isEqualTo(verdicts(first));
      assertThat(verdicts(first)).allMatch(one -> one.startsWith("not-replicated1"));

      List<FailedTry> tries =
          thoughts(second).stream().flatMap(one -> one.failedTries().stream()).toList();
      assertThat(tries).as("every failure is on record").hasSameSizeAs(flaky.failures);
      assertThat(flaky.failures).as("it did fail").isNotEmpty();
      int asked = server.asked("flaky").size();
      assertThat(second.verdicts().stream().mapToInt(VerdictFile::modelCalls).sum())
          .as("each call is counted once")
          .isEqualTo(asked);
      assertThat(second.verdicts().stream().mapToInt(VerdictFile::steps).sum())
          .isEqualTo(asked - flaky.failures.size());

      String replay = "replay/" + second.path().resolve("recording.jsonl");
      var again =
          command.execute(
              "run",
              "--model",
              replay,
              "--parallel",
              "2",
              "--out",
              command.runs().resolve("again").toString());
      assertThat(again.code()).as(again.all()).isZero();
      RunFolder third = RunFolder.open(command.runs().resolve("again"));
      assertThat(verdicts(third)).isEqualTo(verdicts(second));
      assertThat(replies(third).stream().map(ThoughtReply::content).toList())
          .isEqualTo(replies(second).stream().map(ThoughtReply::content).toList());
      assertThat(server.asked("flaky")).as("nobody was asked again").hasSize(asked);

      var other = command.run("other", "--model", replay);
      assertThat(other.code()).as(other.all()).isEqualTo(2);
      assertThat(other.err())
          .contains("another study")
          .contains("blocks[0].trials is 1 here and 2 there");
      assertThat(Files.exists(command.runs().resolve("other"))).isFalse();
    }
  }

  @Test
  void aDryRunTellsWhatEarlierTrialsUsedAndABoundStopsTheRunBeforeIt(@TempDir Path folder)
      throws IOException {
    try (var server =
        new ModelServer(Map.of("finishing", ModelServer.completed(REPLIES.getLast())))) {
      Path prices = folder.resolve("p.yaml");
      Files.writeString(
          prices,
          """
          as_of: 2026-01-01
          source: a made-up list
          prices:
            openai/finishing: {input: 1000, output: 1000}
          """);
      var command = new InProcess(folder);
      String[] priced = {
        "--base-url", server.baseUrl(), "--prices", prices.toString(), "--max-reply-tokens", "100"
      };
      var unknown = command.execute(dry("--base-url", server.baseUrl()));
      assertThat(unknown.code()).as(unknown.all()).isZero();
      assertThat(unknown.out()).contains("price unknown", "no earlier run here", "Nothing was run");
      // One call of 15 tokens at $0.001 a token: $0.015 a trial.
      var two = run(command, "finishing", "two", 2, server.baseUrl(), priced(priced));
      assertThat(two.code()).as(two.all()).isZero();
      assertThat(two.out()).contains("$0.0300");
      var known = command.execute(dry(priced));
      assertThat(known.out()).contains("2 earlier trials of it", "45", "$0.0450");

      int before = server.asked("finishing").size();
      // A call costs at most some 2,000 bytes and 100 tokens: several dollars by this list.
      var bound =
          run(
              command,
              "finishing",
              "bound",
              3,
              server.baseUrl(),
              priced(priced, "--max-cost", "1.5"));
      assertThat(bound.code()).as(bound.all()).isEqualTo(130);
      RunFolder run = RunFolder.open(command.runs().resolve("bound"));
      assertThat(run.verdicts()).isNotEmpty();
      assertThat(run.verdicts())
          .allMatch(one -> one.verdict().equals("aborted"))
          .allMatch(one -> one.cause().orElse("").equals("operator"));
      assertThat(bound.out()).contains("cross --max-cost 1.50").contains("--resume");
      double spent = run.verdicts().stream().mapToDouble(one -> one.costUsd().orElseThrow()).sum();
      assertThat(spent).isLessThan(1.5);
      assertThat(server.asked("finishing").size() - before)
          .as("no call beyond those that were paid")
          .isEqualTo((int) Math.round(spent / 0.015));
    }
  }

  private static String[] priced(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words).subList(2, words.length));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String[] dry(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run", "replicate", "--model", "openai/finishing", "--trials", "3", "--dry-run"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
