package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each provider's own wire shape, spoken by a real server on this machine. */
@Timeout(30)
class WireShapesTests {
  private static final String KEY = "key-canary-51f0c2";
  private static final Tool EXECUTE =
      new Tool(
          "execute",
          "Runs a command.",
          "{\"type\":\"object\",\"properties\":{\"command\":{\"type\":\"string\"}},\"required\":[\"command\"]}");

  private record Asked(String path, Map<String, List<String>> headers, String body) {}

  private record Reply(int status, String type, String text, Charset charset) {
    byte[] body() {
      return text.getBytes(charset);
    }
  }

  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  /** Serves from the first moment, since the nested classes' models are made with them. */
  WireShapesTests() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(
                new Asked(
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Reply reply = replies.remove();
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            exchange.sendResponseHeaders(reply.status(), reply.body().length);
            exchange.getResponseBody().write(reply.body());
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void reply(int status, String body) {
    replies.add(new Reply(status, "application/json", body, StandardCharsets.UTF_8));
  }

  private Mind mind(String model, String path, GenerationSettings settings) {
    var retries =
        new Retries(
            2,
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofMinutes(2),
            new Random(1),
            InstantSource.system(),
            _ -> {});
    var keys = Map.of("OPENAI_API_KEY", KEY, "ANTHROPIC_API_KEY", KEY, "GEMINI_API_KEY", KEY);
    return new Models(keys, retries, InstantSource.system())
        .open(
            model,
            Models.Options.usual()
                .at("http://127.0.0.1:" + server.getAddress().getPort() + path)
                .with(settings))
        .forTrial(1);
  }

  private static GenerationSettings thinking(int tokens) {
    return new GenerationSettings(
        Optional.empty(),
        Optional.of(0.9),
        Optional.empty(),
        Optional.empty(),
        Optional.of(tokens));
  }

  private static final ThoughtRequest TASK =
      new ThoughtRequest(
          "local",
          List.of(
              Message.of(Message.Role.SYSTEM, "be good"), Message.of(Message.Role.USER, "go on")),
          List.of(EXECUTE));

  /** The conversation after a reply with a tool call, as the AI system sends it back. */
  private static ThoughtRequest after(ThoughtReply reply) {
    List<Message> messages = new ArrayList<>(TASK.messages());
    messages.add(
        new Message(Message.Role.ASSISTANT, reply.content(), reply.toolCalls(), Optional.empty()));
    messages.add(
        new Message(
            Message.Role.TOOL, "done", List.of(), Optional.of(reply.toolCalls().getFirst().id())));
    return new ThoughtRequest("local", messages, TASK.tools());
  }

  private Asked nextAsked() {
    return asked.remove();
  }

  @Nested
  class Anthropic {
    private final Mind mind = mind("anthropic/claude-x", "/v1", thinking(2048));

    @Test
    void aToolCallComesWithItsReasoningApartAndTheReasoningGoesBackWithItsSignature()
        throws Exception {
      reply(
          200,
          """
          {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","stop_reason":"tool_use",
           "content":[{"type":"thinking","thinking":"I should look.","signature":"c2ln"},
                      {"type":"text","text":"Looking."},
                      {"type":"tool_use","id":"tu_1","name":"execute","input":{"command":"ls"}}],
           "usage":{"input_tokens":11,"output_tokens":7}}\
          """);
      ThoughtReply reply = mind.think(TASK).reply();
      assertThat(reply.content()).isEqualTo("Looking.");
      assertThat(reply.reasoning()).isEqualTo("I should look.");
      assertThat(reply.toolCalls()).hasSize(1);
      assertThat(reply.toolCalls().getFirst().arguments()).contains("\"command\"", "\"ls\"");
      assertThat(reply.finish()).isEqualTo(ThoughtReply.Finish.TOOL_CALLS);
      assertThat(reply.usage()).isEqualTo(new Usage(11, 7));
      Asked first = nextAsked();
      assertThat(first.path()).isEqualTo("/v1/messages");
      assertThat(String.join("", first.headers().get("X-api-key"))).isEqualTo(KEY);
      assertThat(first.body().replaceAll("\\s", ""))
          .contains("\"budget_tokens\":2048", "\"max_tokens\":8192", "\"top_p\":0.9");

      reply(
          200,
          """
          {"id":"msg_2","type":"message","role":"assistant","model":"claude-x","stop_reason":"end_turn",
           "content":[{"type":"text","text":"That is all."}],"usage":{"input_tokens":20,"output_tokens":3}}\
          """);
      assertThat(mind.think(after(reply)).reply().content()).isEqualTo("That is all.");
      assertThat(nextAsked().body().replaceAll("\\s", ""))
          .contains("\"signature\":\"c2ln\"", "\"tool_use_id\":\"tu_1\"");
    }

    @Test
    void whatItsClassifiersRefuseIsTheProvidersRefusal() throws Exception {
      reply(
          200,
          """
          {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","stop_reason":"refusal",
           "content":[{"type":"text","text":"I"}],"usage":{"input_tokens":11,"output_tokens":1}}\
          """);
      assertThat(mind.think(TASK).reply().finish()).isEqualTo(ThoughtReply.Finish.CONTENT_FILTER);
      reply(
          400,
          "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Output blocked by content filtering policy\"}}");
      assertThat(mind.think(TASK).reply().finish()).isEqualTo(ThoughtReply.Finish.CONTENT_FILTER);
    }

    @Test
    void aLongConversationIsToldApartAndAnOverloadIsAskedAgain() throws Exception {
      reply(
          400,
          "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\"}}");
      assertThat(failure(mind).kind()).isEqualTo(MindException.Kind.CONTEXT_FULL);
      reply(
          529,
          "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
      reply(
          200,
          "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"stop_reason\":\"end_turn\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");
      Mind.Answer answer = mind.think(TASK);
      assertThat(answer.failed()).singleElement().matches(one -> one.what().equals("Overloaded"));
    }
  }

  @Nested
  class Google {
    private final Mind mind = mind("google/gemini-x", "/v1beta", thinking(512));

    @Test
    void aToolCallComesWithItsReasoningApartAndTheSignatureGoesBack() throws Exception {
      reply(
          200,
          """
          {"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
             {"text":"I should look.","thought":true},
             {"functionCall":{"name":"execute","args":{"command":"ls"}},"thoughtSignature":"c2ln"}]}}],
           "usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":7,"totalTokenCount":18}}\
          """);
      ThoughtReply reply = mind.think(TASK).reply();
      assertThat(reply.reasoning()).isEqualTo("I should look.");
      ToolCall call = reply.toolCalls().getFirst();
      assertThat(call.name()).isEqualTo("execute");
      assertThat(call.id()).as("a name of its own, where the provider gives none").isNotBlank();
      assertThat(reply.usage()).isEqualTo(new Usage(11, 7));
      Asked first = nextAsked();
      assertThat(first.path()).isEqualTo("/v1beta/models/gemini-x:generateContent");
      assertThat(String.join("", first.headers().get("X-goog-api-key"))).isEqualTo(KEY);
      assertThat(first.body().replaceAll("\\s", "")).contains("\"thinkingBudget\":512");

      reply(
          200,
          "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"done\"}]}}],\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"totalTokenCount\":2}}");
      mind.think(after(reply));
      assertThat(nextAsked().body().replaceAll("\\s", ""))
          .contains("\"functionResponse\"", "\"name\":\"execute\"", "c2ln");
    }

    @Test
    void whatItsFilterBlocksIsTheProvidersRefusal() throws Exception {
      reply(200, "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}}");
      assertThat(mind.think(TASK).reply().finish()).isEqualTo(ThoughtReply.Finish.CONTENT_FILTER);
      reply(200, "{\"candidates\":[{\"finishReason\":\"SAFETY\"}]}");
      assertThat(mind.think(TASK).reply().finish()).isEqualTo(ThoughtReply.Finish.CONTENT_FILTER);
    }

    @Test
    void theDelayInItsErrorIsHonouredAndItsOwnMessageKept() throws Exception {
      reply(
          429,
          "{\"error\":{\"code\":429,\"message\":\"quota\",\"details\":[{\"retryDelay\":\"0.25s\"}]}}");
      reply(
          200,
          "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"hi\"}]}}],\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":1,\"totalTokenCount\":2}}");
      assertThat(mind.think(TASK).failed())
          .singleElement()
          .matches(one -> one.waitedSeconds() == 0.25 && one.what().equals("quota"));
    }
  }

  @Nested
  class Ollama {
    private final Mind mind =
        mind(
            "ollama/small:1b",
            "/v1",
            new GenerationSettings(
                Optional.of(0.1),
                Optional.empty(),
                Optional.of(7),
                Optional.empty(),
                Optional.of(1)));

    @Test
    void itsOwnInterfaceIsToldHowMuchContextToHoldAndKeepsReasoningApart() throws Exception {
      reply(
          200,
          """
          {"model":"small:1b","created_at":"2026-01-01T00:00:00Z","done":true,"done_reason":"stop",
           "message":{"role":"assistant","content":"","thinking":"I should look.",
             "tool_calls":[{"function":{"name":"execute","arguments":{"command":"ls"}}}]},
           "prompt_eval_count":11,"eval_count":7}\
          """);
      ThoughtReply reply = mind.think(TASK).reply();
      assertThat(reply.reasoning()).isEqualTo("I should look.");
      assertThat(reply.toolCalls().getFirst().arguments()).contains("ls");
      assertThat(reply.toolCalls().getFirst().id()).isNotBlank();
      assertThat(reply.usage()).isEqualTo(new Usage(11, 7, Optional.of(0.0)));
      Asked first = nextAsked();
      assertThat(first.path()).isEqualTo("/api/chat");
      assertThat(first.body().replaceAll("\\s", ""))
          .contains("\"num_ctx\":32768", "\"num_predict\":8192", "\"seed\":7", "\"think\":true");
    }

    @Test
    void aModelThatIsNotThereIsToldInTheServersOwnWords() {
      reply(404, "{\"error\":\"model 'small:1b' not found\"}");
      MindException failure = failure(mind);
      assertThat(failure)
          .hasMessageContaining("model 'small:1b' not found")
          .hasMessageContaining("check the model's name");
      assertThat(failure.kind()).isEqualTo(MindException.Kind.SETTINGS);
    }
  }

  @Nested
  class AnswersThatAreOdd {
    private final Mind mind = mind("openai/odd", "/v1", GenerationSettings.PROVIDERS_OWN);

    private void content(String json, Charset charset, String type) {
      replies.add(
          new Reply(
              200,
              type,
              "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":%s}}]}"
                  .formatted(json),
              charset));
    }

    @Test
    void aReplyOfAMebibyteIsWhole() throws Exception {
      content("\"" + "\u00fc".repeat(1 << 19) + "\"", StandardCharsets.UTF_8, "application/json");
      assertThat(mind.think(TASK).reply().content()).hasSize(1 << 19);
    }

    @Test
    void controlCharactersAreKeptAsTheyCame() throws Exception {
      content("\"a\\u0000\\u001b[2Jb\"", StandardCharsets.UTF_8, "application/json");
      assertThat(mind.think(TASK).reply().content()).isEqualTo("a\0\33[2Jb");
    }

    @Test
    void anotherEncodingThatIsDeclaredIsRead() throws Exception {
      content("\"gr\u00fcn\"", StandardCharsets.ISO_8859_1, "application/json; charset=ISO-8859-1");
      assertThat(mind.think(TASK).reply().content()).isEqualTo("gr\u00fcn");
      content("\"gr\u00fcn\"", StandardCharsets.UTF_16, "application/json; charset=\"utf-16\"");
      assertThat(mind.think(TASK).reply().content()).isEqualTo("gr\u00fcn");
    }

    @Test
    void anEncodingThatNobodyKnowsTwoObjectsAndNoneAreBrokenAnswers() {
      for (int i = 0; i < 2; i++) {
        content("\"x\"", StandardCharsets.UTF_8, "application/json; charset=klingon");
      }
      assertThat(failure(mind)).hasMessageContaining("encoding that nobody knows, 'klingon'");
      for (String body : List.of("{\"choices\":[]}{\"choices\":[]}", "", "[]", "{}", "null")) {
        reply(200, body);
        reply(200, body);
        // A model of its own each: failures in a row would pause one.
        assertThat(failure(mind("openai/odd", "/v1", GenerationSettings.PROVIDERS_OWN)))
            .as(body)
            .hasMessageContaining("no chat completion")
            .matches(one -> one.kind() == MindException.Kind.PROVIDER);
      }
    }

    @Test
    void aNameThatTheServerDoesNotKnowIsToldInItsOwnWords() {
      reply(
          404,
          "{\"error\":{\"message\":\"The model `odd` does not exist\",\"code\":\"model_not_found\"}}");
      assertThat(failure(mind)).hasMessageContaining("The model `odd` does not exist");
    }
  }

  private static MindException failure(Mind mind) {
    return catchThrowableOfType(MindException.class, () -> mind.think(TASK));
  }
}
