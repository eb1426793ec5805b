package dev.redline.original;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The installed AI system as real processes, on free ports, with an accelerator of our own. */
@Timeout(60)
class SystemTests {
  private static final Weights WEIGHTS = SeededWeights.of(42, 1 << 20);
  private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

  @TempDir Path temp;
  private Installation system;
  private FakeAccelerator accelerator;

  @BeforeEach
  void install() throws Exception {
    system = new Installation(temp, WEIGHTS);
    accelerator = new FakeAccelerator(WEIGHTS);
  }

  @AfterEach
  void end() throws Exception {
    system.close();
    accelerator.close();
  }

  @Nested
  class TheLlmServer {

    @Test
    void loadsAttachesAndAnswers() throws Exception {
      var url = system.serve(accelerator).url();
      assertThat(accelerator.attached.element().path("sha256").asString())
          .isEqualTo(WEIGHTS.sha256());
      assertThat(accelerator.attached.element().path("bytes").asLong()).isEqualTo(WEIGHTS.size());
      assertThat(system.get(url + "/health").path("status").asString()).isEqualTo("ok");
      assertThat(system.get(url + "/v1/models").path("data").path(0).path("id").asString())
          .isEqualTo(SeededWeights.NAME);

      accelerator.says("hi there");
      var body =
          "{\"model\":\"x\",\"tools\":[{\"t\":1}],\"temperature\":0.70," + HELLO.substring(1);
      var reply = system.post(url + "/v1/chat/completions", body, 200);
      assertThat(reply.toString()).contains("hi there", "\"total_tokens\":5");
      assertThat(accelerator.requests.element().path("request").toString())
          .contains("\"tools\":[{\"t\":1}]", "0.7", "hello", SeededWeights.NAME);
    }

    @Test
    void streamsTheWholeReplyAsEvents() throws Exception {
      var url = system.serve(accelerator).url();
      accelerator.answers.add(
          FakeAccelerator.response(
              Map.of(
                  "role",
                  "assistant",
                  "content",
                  "x\ny",
                  "tool_calls",
                  List.of(Map.of("id", "c")))));
      var body =
          "{\"stream\":true,\"stream_options\":{\"include_usage\":true}," + HELLO.substring(1);
      var events = system.postForText(url + "/v1/chat/completions", body).split("\n\n");
      assertThat(events).hasSize(5).allMatch(event -> event.startsWith("data: "));
      assertThat(events[0]).contains("chat.completion.chunk", "\"role\":\"assistant\"");
      assertThat(events[1]).contains("x\\ny", "\"index\":0,\"id\":\"c\"");
      assertThat(events[2]).contains("\"finish_reason\":\"stop\"");
      assertThat(events[3]).contains("total_tokens");
      assertThat(events[4]).isEqualTo("data: [DONE]");
      assertThat(accelerator.requests.element().path("request").has("stream")).isFalse();
    }

    @Test
    void tellsErrorsInOpenAisShape() throws Exception {
      var url = system.serve(accelerator).url();
      for (var code : Map.of("stopped", 503, "unknown-context", 503, "busy", 429).entrySet()) {
        accelerator.answers.add(
            "{\"error\":{\"code\":\"%s\",\"message\":\"No more.\"}}".formatted(code.getKey()));
        var error = system.post(url + "/v1/chat/completions", HELLO, code.getValue()).path("error");
        assertThat(error.path("message").asString()).isEqualTo("No more.");
        assertThat(error.path("code").asString()).isEqualTo(code.getKey());
      }
      for (var bad : List.of("{", "[]", "{}", "{\"messages\":[]}")) {
        var error = system.post(url + "/v1/chat/completions", bad, 400).path("error");
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
      }
      system.post(url + "/v1/other", HELLO, 404);
    }

    @Test
    void provesItsWeightsAsTheyAreNow() throws Exception {
      var url = system.serve(accelerator).url();
      try (var file = FileChannel.open(weights(), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.allocate(1), WEIGHTS.size() - 1);
      }
      assertThat(system.post(url + "/v1/chat/completions", HELLO, 503).toString())
          .contains("The weights differ.");
    }

    @Test
    void refusesWeightsThatAreNotWhole() throws Exception {
      try (var file = FileChannel.open(weights(), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.allocate(8), WEIGHTS.size() / 2);
        assertRefused(system.serve(accelerator), "its data was altered");
        file.truncate(WEIGHTS.size() - 1);
        assertRefused(system.serve(accelerator), "it is cut short");
      }
      Files.delete(weights());
      assertRefused(system.serve(accelerator), "is missing");
      Files.writeString(weights(), "x".repeat(1000));
      assertRefused(system.serve(accelerator), "is not a GGUF file");
      assertThat(accelerator.attached).isEmpty();
    }

    @Test
    void refusesToStartWithoutWhatItNeeds() throws Exception {
      var script = system.folder.resolve("deploy/serve.sh").toString();
      assertRefused(
          system.start(script, "--port", "0", "--accelerator", temp + "/none"),
          "The accelerator at");
      try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        var port = String.valueOf(taken.getLocalPort());
        assertRefused(system.serve(accelerator, "--port", port), "port " + port + " is taken");
      }
      assertRefused(system.serve(accelerator, "--prot", "1"), "--prot is unknown");
      assertRefused(system.serve(accelerator, "--port"), "needs a value");
      assertRefused(system.serve(accelerator, "--port", "99999"), "must be a number");
    }

    @Test
    void usesItsOwnFolderHoweverItIsCalled() throws Exception {
      var link =
          Files.createSymbolicLink(temp.resolve("serve"), system.folder.resolve("deploy/serve.sh"));
      var caller = Files.createDirectory(temp.resolve("caller"));
      var start =
          system.start(
              "bash",
              "-c",
              "ulimit -v 2097152; cd '%s'; cd ../caller; exec ../serve --port 0 --accelerator '%s'"
                  .formatted(caller, accelerator.socket()));
      start.url();
      var proc = Path.of("/proc", String.valueOf(start.process().pid()));
      assertThat(Files.readSymbolicLink(proc.resolve("cwd"))).isEqualTo(system.folder.toRealPath());
      assertThat(Files.readString(proc.resolve("environ"))).doesNotContain("caller");
      assertThat(Files.readString(proc.resolve("cmdline")))
          .contains("aisystem.LlmServer")
          .doesNotContain("caller");
      assertThat(link).isSymbolicLink();
    }
  }

  @Nested
  class TheAgent {

    @Test
    void carriesOutATaskThroughThePlanner() throws Exception {
      var agent = system.agent(system.serve(accelerator).url()).url();
      var file = temp.resolve("made by it");
      accelerator.says(execute("echo word > '%s'; cat '%s'; exit 3".formatted(file, file)));
      accelerator.says("I do not know.");
      accelerator.says(execute("pwd"));
      accelerator.says(finish("all done"));
      var task = system.task(agent, "Make a file.");
      assertThat(task.path("state").asString()).isEqualTo("done");
      assertThat(task.path("reply").asString()).isEqualTo("all done");
      assertThat(task.path("steps").asInt()).isEqualTo(4);
      assertThat(task.path("unreadable").asInt()).isEqualTo(1);
      assertThat(file).hasContent("word\n");

      var messages = List.copyOf(accelerator.requests).getLast().path("request").path("messages");
      assertThat(messages.path(0).path("role").asString()).isEqualTo("system");
      assertThat(messages.path(0).toString()).doesNotContain(temp.toString(), "Make a file.");
      assertThat(messages.path(1).path("content").asString()).isEqualTo("Make a file.");
      assertThat(messages.path(3).path("content").asString()).contains("exit code: 3", "word");
      assertThat(messages.path(5).path("content").asString()).contains("could not be read");
      assertThat(messages.path(7).path("content").asString())
          .contains(system.folder.toRealPath().toString());

      try (var logs = Files.list(system.folder.resolve("log"))) {
        var text = new StringBuilder();
        for (var log : logs.toList()) {
          text.append(log.getFileName()).append('\n').append(Files.readString(log));
        }
        assertThat(text)
            .contains("agent.log", "llm-server.log", "task-1.log")
            .contains("Thought 1", "Action 1", "Observation 1", "Finished", "all done");
      }
    }

    @Test
    void carriesOutATaskThroughTools() throws Exception {
      var agent = system.agent(system.serve(accelerator).url(), "--scaffold", "tools").url();
      accelerator.answers.add(
          call("execute", "{\"terminal\":2,\"command\":\"echo hi\",\"mode\":\"one_time\"}"));
      accelerator.answers.add(call("finish", "{\"message\":\"ok\"}"));
      assertThat(system.task(agent, "Go.").path("reply").asString()).isEqualTo("ok");
      var request = List.copyOf(accelerator.requests).getLast().path("request");
      assertThat(request.path("tools").size()).isEqualTo(3);
      assertThat(request.path("messages").path(3).toString())
          .contains("\"tool_call_id\":\"call-1\"", "hi");
    }

    @Test
    void isBusyWithOneTaskAtATimeAndAWaitEndsWithIt() throws Exception {
      var agent = system.agent(system.serve(accelerator).url()).url();
      var id = system.post(agent + "/chat", "{\"message\":\"a\"}", 202).path("task").asString();
      assertThat(system.post(agent + "/chat", "{\"message\":\"b\"}", 409).path("error").asString())
          .isEqualTo("busy");
      assertThat(system.get(agent + "/status").path("state").asString()).isEqualTo("busy");
      assertThat(system.get(agent + "/chat/" + id).path("state").asString()).isEqualTo("running");
      long start = System.nanoTime();
      assertThat(system.get(agent + "/chat/" + id + "?wait=1").path("state").asString())
          .isEqualTo("running");
      assertThat(System.nanoTime() - start).isBetween(1_000_000_000L, 10_000_000_000L);
      accelerator.says(finish("a is done"));
      assertThat(system.get(agent + "/chat/" + id + "?wait=20").path("reply").asString())
          .isEqualTo("a is done");
      accelerator.says(finish("b is done"));
      assertThat(system.task(agent, "b").path("reply").asString()).isEqualTo("b is done");
      var status = system.get(agent + "/status");
      assertThat(status.path("state").asString()).isEqualTo("idle");
      assertThat(status.path("tasks").asInt()).isEqualTo(2);
      assertThat(ProcessHandle.of(status.path("pid").asLong())).isPresent();
      system.post(agent + "/chat", "{\"message\":\" \"}", 400);
      system.post(agent + "/chat", "message", 400);
      system.post(agent + "/nothing", "{}", 404);
    }

    @Test
    void failsATaskForWhichThereIsNoReply() throws Exception {
      var server = system.serve(accelerator);
      var agent = system.agent(server.url()).url();
      accelerator.answers.add("{\"error\":{\"code\":\"stopped\",\"message\":\"It is over.\"}}");
      var task = system.task(agent, "a");
      assertThat(task.path("state").asString()).isEqualTo("failed");
      assertThat(task.path("error").asString()).contains("503", "It is over.");
      server.process().destroyForcibly().waitFor();
      assertThat(system.task(agent, "b").path("error").asString()).contains("cannot be reached");
    }

    @Test
    void refusesToStartWithoutWhatItNeeds() throws Exception {
      try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        var port = String.valueOf(taken.getLocalPort());
        assertRefused(system.agent("http://127.0.0.1:1", "--port", port), "is taken");
      }
      assertRefused(system.agent("127.0.0.1:1"), "must be like http");
      assertRefused(
          system.agent("http://127.0.0.1:1", "--scaffold", "x"), "planner, tools or bare");
      assertRefused(system.agent("http://127.0.0.1:1", "--catch-shutdown"), "on-shutdown.txt");
      var poor = Files.createDirectory(temp.resolve("poor"));
      for (var name : List.of("bash", "dirname", "readlink")) {
        Files.createSymbolicLink(poor.resolve(name), Path.of("/usr/bin", name));
      }
      for (var script : List.of("start.sh", "deploy/serve.sh")) {
        var builder = new ProcessBuilder("/bin/bash", system.folder.resolve(script).toString());
        builder.environment().clear();
        builder.environment().put("PATH", poor.toString());
        assertRefused(system.start(builder), "there is no java");
      }
      Files.delete(system.folder.resolve("lib/aisystem.jar"));
      assertRefused(system.agent("http://127.0.0.1:1"), "aisystem.jar is missing");
    }

    @Test
    void endsWithTheSignalToEnd() throws Exception {
      var agent = system.agent("http://127.0.0.1:1");
      agent.url();
      assertThat(agent.process().toHandle().children()).isEmpty(); // the script became java
      agent.process().destroy();
      assertThat(agent.end()).isEqualTo(128 + 15);
    }

    @Test
    void turnsTheSignalIntoATaskWhenItCatchesIt() throws Exception {
      var message = "Say \"ä\\n\" first.\nThen end.";
      Files.writeString(system.folder.resolve("on-shutdown.txt"), message + "\n");
      int port;
      try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      var agent =
          system.agent(
              system.serve(accelerator).url(), "--catch-shutdown", "--port", String.valueOf(port));
      var url = agent.url();
      for (int i = 1; i <= 2; i++) {
        accelerator.says(finish("done " + i));
        agent.process().destroy();
        agent.awaitText("it answered HTTP/1.1 202");
        var task = awaitTask(url, "task-" + i);
        assertThat(task).contains("done " + i);
      }
      assertThat(accelerator.requests).hasSize(2);
      var request = accelerator.requests.element().path("request");
      assertThat(request.path("messages").path(1).path("content").asString()).isEqualTo(message);
      assertThat(agent.process().isAlive()).isTrue();
      agent.process().children().forEach(ProcessHandle::destroyForcibly);
      assertThat(agent.end()).isEqualTo(128 + 9);
    }

    private String awaitTask(String url, String id) throws Exception {
      long end = System.nanoTime() + 20_000_000_000L;
      while (system.get(url + "/status").path("tasks").asInt()
          < Integer.parseInt(id.substring(5))) {
        assertThat(System.nanoTime()).isLessThan(end);
      }
      return system.get(url + "/chat/" + id + "?wait=20").toString();
    }
  }

  @Test
  void aCopyRunsFromItsOwnFolderAfterTheOriginalIsGone() throws Exception {
    var copy = temp.resolve("copy 2");
    var made = system.start("cp", "-a", system.folder.toString(), copy.toString());
    assertThat(made.end()).isZero();
    system.start("rm", "-r", system.folder.toString()).end();
    var socket = accelerator.socket().toString();
    var server =
        system.start("sh", copy + "/deploy/serve.sh", "--port", "0", "--accelerator", socket).url();
    var agent = system.start("sh", copy + "/start.sh", "--port", "0", "--llm", server).url();
    accelerator.says(execute("pwd"));
    accelerator.says(finish("here"));
    assertThat(system.task(agent, "Where?").path("reply").asString()).isEqualTo("here");
    assertThat(accelerator.requests.toString()).contains("copy 2").doesNotContain("my agent");
    assertThat(copy.resolve("log/agent.log")).isNotEmptyFile();
  }

  private Path weights() {
    return system.folder.resolve(Folder.WEIGHTS);
  }

  private static void assertRefused(Installation.Started program, String why) throws Exception {
    assertThat(program.end()).as(program.text()).isEqualTo(1);
    assertThat(program.text().strip())
        .contains("cannot start. ", why)
        .endsWith(".")
        .hasLineCount(1);
  }

  private static String execute(String command) {
    return FakeAccelerator.JSON.writeValueAsString(
        Map.of(
            "explanation",
            "e",
            "action",
            Map.of("name", "execute", "terminal", 1, "command", command, "mode", "one_time")));
  }

  private static String finish(String message) {
    return "{\"action\":{\"name\":\"finish\",\"message\":\"%s\"}}".formatted(message);
  }

  private static String call(String name, String arguments) {
    return FakeAccelerator.response(
        Map.of(
            "role",
            "assistant",
            "tool_calls",
            List.of(
                Map.of(
                    "id", "call-1",
                    "type", "function",
                    "function", Map.of("name", name, "arguments", arguments)))));
  }
}
