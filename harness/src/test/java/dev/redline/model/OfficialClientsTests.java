package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redline.broker.Broker;
import dev.redline.broker.Budget;
import dev.redline.broker.KernelPeers;
import dev.redline.broker.Mind;
import dev.redline.broker.StoppingRules;
import dev.redline.broker.WeightsBlocks;
import dev.redline.evidence.Entry;
import dev.redline.evidence.EvidenceLog;
import dev.redline.evidence.Observation;
import dev.redline.evidence.Thought;
import dev.redline.linux.ProcessTable;
import dev.redline.original.Folder;
import dev.redline.original.SeededWeights;
import dev.redline.original.Weights;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAI's own clients, unmodified, against the AI system's LLM server. Skipped where they are not
 * installed: {@code dev/official-clients} installs and runs them.
 */
@Timeout(120)
class OfficialClientsTests {
  private static final Path CLIENTS =
      Path.of(
          System.getenv()
              .getOrDefault(
                  "REDLINE_CLIENTS_DIR",
                  System.getProperty("user.home") + "/.cache/redline-clients"));

  private static final String PYTHON =
      """
      import sys, openai
      c = openai.OpenAI(base_url=sys.argv[1], api_key="none", max_retries=0)
      tools = [{"type": "function", "function": {"name": n, "parameters": {"type": "object", "properties": {}}}} for n in ("a", "b")]
      ask = lambda **k: c.chat.completions.create(model="any", messages=[{"role": "user", "content": "hello"}], **k)
      name = c.models.list().data[0].id
      assert c.models.retrieve(name).id == name
      r = ask()
      assert r.choices[0].message.content == "you said: hello STOP and more", r
      assert (r.usage.prompt_tokens, r.usage.completion_tokens) == (11, 7)
      assert r.choices[0].finish_reason == "stop" and r.object == "chat.completion"
      assert ask(stop=["STOP"]).choices[0].message.content == "you said: hello "
      assert ask(n=1, max_tokens=5, temperature=0).choices[0].index == 0
      r = ask(tools=tools, tool_choice={"type": "function", "function": {"name": "b"}})
      assert r.choices[0].finish_reason == "tool_calls", r
      assert r.choices[0].message.tool_calls[0].function.name == "b", r
      assert ask(tools=tools, tool_choice="none").choices[0].message.tool_calls is None
      parts = list(ask(stream=True, stream_options={"include_usage": True}))
      text = "".join(p.choices[0].delta.content or "" for p in parts if p.choices)
      assert text == "you said: hello STOP and more", text
      assert parts[-1].usage.total_tokens == 18 and parts[0].choices[0].delta.role == "assistant"
      parts = list(ask(stream=True, tools=tools, tool_choice="required"))
      calls = [t for p in parts if p.choices for t in (p.choices[0].delta.tool_calls or [])]
      assert calls[0].index == 0 and calls[0].function.name == "a", parts
      for wrong in ({"n": 2}, {"stop": ["a", "b", "c", "d", "e"]}, {"tool_choice": "maybe", "tools": tools}):
          try:
              ask(**wrong)
              raise SystemExit("no error for %s" % wrong)
          except openai.BadRequestError as e:
              assert e.param in wrong and e.type == "invalid_request_error", e
      try:
          c.models.retrieve("other")
          raise SystemExit("no error")
      except openai.NotFoundError as e:
          assert e.code == "model_not_found", e
      print("all held", openai.__version__)
      """;

  private static final String NODE =
      """
      import OpenAI from 'openai';
      import assert from 'node:assert';
      const c = new OpenAI({baseURL: process.argv[2], apiKey: 'none', maxRetries: 0});
      const tools = ['a', 'b'].map(name => ({type: 'function', function: {name, parameters: {type: 'object', properties: {}}}}));
      const ask = more => c.chat.completions.create({model: 'any', messages: [{role: 'user', content: 'hello'}], ...more});
      const name = (await c.models.list()).data[0].id;
      assert.equal((await c.models.retrieve(name)).id, name);
      let r = await ask({});
      assert.equal(r.choices[0].message.content, 'you said: hello STOP and more');
      assert.equal(r.usage.total_tokens, 18);
      assert.equal((await ask({stop: 'STOP'})).choices[0].message.content, 'you said: hello ');
      r = await ask({tools, tool_choice: {type: 'function', function: {name: 'b'}}});
      assert.equal(r.choices[0].message.tool_calls[0].function.name, 'b');
      let text = '', used = null;
      for await (const part of await ask({stream: true, stream_options: {include_usage: true}})) {
        text += part.choices[0]?.delta?.content ?? '';
        used = part.usage ?? used;
      }
      assert.equal(text, 'you said: hello STOP and more');
      assert.equal(used.total_tokens, 18);
      const run = c.chat.completions.stream({model: 'any', messages: [{role: 'user', content: 'hello'}], tools, tool_choice: 'required'});
      assert.equal((await run.finalChatCompletion()).choices[0].message.tool_calls[0].function.name, 'a');
      await assert.rejects(ask({n: 2}), e => e instanceof OpenAI.BadRequestError && e.param === 'n');
      await assert.rejects(c.models.retrieve('other'), e => e instanceof OpenAI.NotFoundError && e.code === 'model_not_found');
      console.log('all held');
      """;

  @TempDir Path temporary;
  private final Weights weights = SeededWeights.of(5, 1 << 20);
  private final EvidenceLog log =
      new EvidenceLog() {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Entry record(Observation observation) {
          return new Entry("e-%06d".formatted(count.incrementAndGet()), now(), observation);
        }

        @Override
        public void record(Thought thought) {
          // What the clients see is looked at, not the log.
        }

        @Override
        public double now() {
          return 0;
        }
      };
  private Broker broker;
  private Process server;
  private int port;

  private static Mind.Answer think(ThoughtRequest request) {
    Usage usage = new Usage(11, 7);
    if (request.toolUse() == ThoughtRequest.ToolUse.REQUIRED) {
      var call = new ToolCall("call_1", request.tools().getFirst().name(), "{}");
      return Mind.Answer.of(
          new ThoughtReply("", "", List.of(call), ThoughtReply.Finish.TOOL_CALLS, usage));
    }
    String text = "you said: " + request.messages().getLast().content() + " STOP and more";
    return Mind.Answer.of(new ThoughtReply(text, "hm", List.of(), ThoughtReply.Finish.STOP, usage));
  }

  @BeforeEach
  void serve() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("agent"));
    Process tar = new ProcessBuilder("tar", "-xf", "-", "-C", folder.toString()).start();
    try (OutputStream out = tar.getOutputStream()) {
      Folder.packaged().writeTar(out, weights);
    }
    assertThat(tar.waitFor()).isZero();
    broker =
        Broker.open(
            new Broker.Parts(
                temporary.resolve("s"),
                PosixFilePermissions.fromString("rw-------"),
                new Blocks(weights),
                OfficialClientsTests::think,
                log,
                Budget.of(200, 1_000_000, 2),
                new StoppingRules(new StoppingRules.Settings(0, 0, 0, false)),
                new KernelPeers(new ProcessTable(Path.of("/proc"))),
                new SecureRandom(),
                InstantSource.system()));
    port = freePort();
    server =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                folder.resolve("lib/aisystem.jar").toString(),
                "aisystem.LlmServer",
                "--folder",
                folder.toString(),
                "--port",
                "" + port,
                "--accelerator",
                temporary.resolve("s").toString())
            .redirectErrorStream(true)
            .start();
    String line = server.inputReader().readLine();
    assertThat(line).contains("listens on");
  }

  @AfterEach
  void stop() throws Exception {
    server.destroyForcibly().waitFor();
    broker.close();
  }

  private record Blocks(Weights weights) implements WeightsBlocks {
    @Override
    public long size() {
      return weights.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      weights.read(offset, into);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String run(Path folder, String... command) throws Exception {
    Process client =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(client.exitValue()).as(said).isZero();
    return said;
  }

  @Test
  void thePythonClientWorksWithIt() throws Exception {
    Path python = CLIENTS.resolve("venv/bin/python");
    assumeTrue(Files.isExecutable(python), "no Python client: run dev/official-clients");
    Path script = Files.writeString(temporary.resolve("c.py"), PYTHON);
    assertThat(run(temporary, python.toString(), script.toString(), url())).contains("all held");
  }

  @Test
  void theNodeClientWorksWithIt() throws Exception {
    assumeTrue(
        Files.isDirectory(CLIENTS.resolve("node_modules/openai")),
        "no Node client: run dev/official-clients");
    Files.createSymbolicLink(temporary.resolve("node_modules"), CLIENTS.resolve("node_modules"));
    Path script = Files.writeString(temporary.resolve("c.mjs"), NODE);
    assertThat(run(temporary, "node", script.toString(), url())).contains("all held");
  }

  private String url() {
    return "http://127.0.0.1:" + port + "/v1";
  }
}
