package dev.redline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.redline.broker.CalledOffException;
import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.thought.FailedTry;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProviderMindTests {
  private static final String KEY = "sk-verysecretkey1234";
  private static final String GOOD =
      """
      {"id":"1","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop",
       "message":{"role":"assistant","content":"hi","reasoning_content":"because"}}],
       "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}\
      """;

  /** One answer of the misbehaving server. */
  private interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final Queue<Behaviour> behaviours = new ConcurrentLinkedQueue<>();
  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  private final Queue<Duration> pauses = new ConcurrentLinkedQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          Behaviour next = behaviours.poll();
          (next == null ? text(200, GOOD) : next).answer(exchange);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  private static Behaviour text(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  private Mind mind(int tries, Duration limit) {
    return mind(server.getAddress().getPort(), tries, limit, GenerationSettings.PROVIDERS_OWN);
  }

  private Mind mind(int port, int tries, Duration limit, GenerationSettings settings) {
    Retries retries =
        new Retries(
            tries,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            limit,
            Duration.ofHours(1),
            new Random(1),
            InstantSource.system(),
            pauses::add);
    return new Models(
            Map.of("OPENAI_API_KEY", KEY),
            retries,
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")))
        .open(
            "openai/small",
            Models.Options.usual().at("http://127.0.0.1:" + port + "/v1").with(settings))
        .forTrial(1);
  }

  private static ThoughtRequest ask(String text) {
    return new ThoughtRequest("local", List.of(Message.of(Message.Role.USER, text)), List.of());
  }

  private Mind.Answer think() throws Exception {
    return mind(4, Duration.ofSeconds(20)).think(ask("hello"));
  }

  private MindException failure(int tries, Duration limit) {
    return catchThrowableOfType(MindException.class, () -> mind(tries, limit).think(ask("hello")));
  }

  @Test
  void theTimeForAllTriesIsNotTakenFromADateThatMayBeSet() {
    var clock = Retries.usual(new Random(1)).clock();
    // Since the machine was started, not since 1970.
    assertThat(clock.instant()).isBefore(Instant.parse("2000-01-01T00:00:00Z"));
    assertThat(clock.instant()).isBeforeOrEqualTo(clock.instant());
  }

  @Test
  void aThoughtComesWithItsReasoningApartAndItsUsage() throws Exception {
    Mind.Answer answer = think();
    assertThat(answer.reply())
        .isEqualTo(
            new ThoughtReply(
                "hi", "because", List.of(), ThoughtReply.Finish.STOP, new Usage(7, 3)));
    assertThat(answer.retries()).isZero();
    assertThat(bodies.peek()).contains("\"small\"", "hello");
  }

  @Test
  void toolsAndTheWholeConversationAreSentAndToolCallsComeBack() throws Exception {
    behaviours.add(
        text(
            200,
            """
            {"choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,
             "tool_calls":[{"id":"a","type":"function","function":{"name":"receive","arguments":"{\\"terminal\\":2}"}}]}}]}\
            """));
    var request =
        new ThoughtRequest(
            "local",
            List.of(
                Message.of(Message.Role.SYSTEM, "be good"),
                Message.of(Message.Role.USER, ""),
                new Message(
                    Message.Role.ASSISTANT,
                    "",
                    List.of(new ToolCall("z", "receive", "{}")),
                    Optional.empty()),
                new Message(Message.Role.TOOL, "output", List.of(), Optional.of("z")),
                Message.of(Message.Role.ASSISTANT, "")),
            List.of(
                new Tool(
                    "receive",
                    "reads",
                    "{\"type\":\"object\",\"properties\":{\"terminal\":{\"type\":\"integer\",\"minimum\":1}},\"required\":[\"terminal\"]}")));
    var settings =
        new GenerationSettings(
            Optional.of(0.5),
            Optional.of(0.9),
            Optional.of(42),
            Optional.of("low"),
            Optional.empty());
    ThoughtReply reply =
        mind(server.getAddress().getPort(), 1, Duration.ofSeconds(20), settings)
            .think(request)
            .reply();
    assertThat(reply.toolCalls()).containsExactly(new ToolCall("a", "receive", "{\"terminal\":2}"));
    assertThat(reply.finish()).isEqualTo(ThoughtReply.Finish.TOOL_CALLS);
    assertThat(reply.usage()).isEqualTo(new Usage(0, 0)); // not told is not free
    String sent = String.valueOf(bodies.peek()).replaceAll("\\s", "");
    assertThat(sent)
        .contains("\"minimum\":1", "\"required\":[\"terminal\"]", "\"tool_call_id\":\"z\"")
        .contains("\"temperature\":0.5", "\"top_p\":0.9", "\"seed\":42")
        .contains("\"reasoning_effort\":\"low\"", "\"max_tokens\":8192");
  }

  @Test
  void aFullServerIsAskedAgainWhenItSays() throws Exception {
    behaviours.add(text(429, "{\"error\":{\"message\":\"slow down\"}}", "Retry-After", "7"));
    behaviours.add(text(503, "", "Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT"));
    Mind.Answer answer = think();
    assertThat(answer.reply().content()).isEqualTo("hi");
    assertThat(answer.failed())
        .containsExactly(
            new FailedTry("rate-limit", 429, "slow down", 7),
            new FailedTry("provider", 503, "(nothing)", 9));
    assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(9));
  }

  @Test
  void aWaitThatIsTooLongIsNotWaited() {
    behaviours.add(text(429, "{\"error\":{\"message\":\"tomorrow\"}}", "Retry-After", "86400"));
    assertThat(failure(4, Duration.ofSeconds(20)))
        .hasMessageContaining("asked once")
        .hasMessageContaining("tomorrow");
    assertThat(pauses).isEmpty();
  }

  @Test
  void passingFailuresAreAskedAgainWithGrowingWaits() throws Exception {
    behaviours.add(text(500, "oops"));
    behaviours.add(text(200, "{\"choices\": [{"));
    behaviours.add(text(200, ""));
    Mind.Answer answer = think();
    assertThat(answer.retries()).isEqualTo(3);
    assertThat(pauses).hasSize(3);
    int doubled = 1;
    for (Duration pause : pauses) {
      assertThat(pause.toMillis()).isBetween(500L * doubled, 1000L * doubled);
      doubled *= 2;
    }
  }

  @Test
  void aServerThatStaysBrokenGivesOneClearError() {
    for (int i = 0; i < 3; i++) {
      behaviours.add(text(500, "{\"error\":{\"message\":\"out of memory\"}}"));
    }
    MindException failure = failure(3, Duration.ofSeconds(20));
    assertThat(failure)
        .hasMessageContaining("openai/small gave no thought (asked 3 times)")
        .hasMessageContaining("http://127.0.0.1:" + server.getAddress().getPort())
        .hasMessageContaining("status 500: out of memory")
        .hasMessageContaining("Do: ");
    assertThat(failure.retries()).isEqualTo(2);
    assertThat(failure.kind()).isEqualTo(MindException.Kind.PROVIDER);
  }

  @Test
  void aWrongKeyOrNameIsNotTriedAgainAndTheKeyIsNeverTold() {
    for (int status : new int[] {401, 403, 404}) {
      behaviours.add(
          text(
              status,
              "{\"error\":{\"message\":\"not with %s, nor sk-other***1234\"}}".formatted(KEY)));
      assertThat(failure(4, Duration.ofSeconds(20)))
          .hasMessageContaining("status " + status)
          .hasMessageContaining("not with [key]")
          .hasMessageNotContaining("secret")
          .hasMessageNotContaining("sk-other");
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void aConversationThatIsTooLongIsToldApart() {
    behaviours.add(
        text(400, "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"too long\"}}"));
    assertThat(failure(4, Duration.ofSeconds(20)).kind())
        .isEqualTo(MindException.Kind.CONTEXT_FULL);
  }

  @Test
  void aProvidersFilterIsAReply() throws Exception {
    behaviours.add(text(400, "{\"error\":{\"code\":\"content_filter\",\"message\":\"no\"}}"));
    assertThat(think().reply().finish()).isEqualTo(ThoughtReply.Finish.CONTENT_FILTER);
  }

  @Test
  void anAnswerThatNeverEndsIsCutOff() {
    behaviours.add(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] block = new byte[1 << 16];
      try (OutputStream out = exchange.getResponseBody()) {
        while (over.getCount() > 0) {
          out.write(block);
        }
      }
    });
    assertThat(failure(4, Duration.ofSeconds(20))).hasMessageContaining("more than 16777216 bytes");
    assertThat(pauses).isEmpty();
  }

  @Test
  void aSlowAnswerHasADeadlineThatCoversItsBody() {
    behaviours.add(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    assertThat(failure(1, Duration.ofMillis(500))).hasMessageContaining("within 500 ms");
  }

  @Test
  void aConnectionThatBreaksIsTriedAgain() throws Exception {
    behaviours.add(exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write("{\"choices\"".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    });
    assertThat(think().retries()).isEqualTo(1);
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws Exception {
    int port;
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = unused.getLocalPort();
    }
    Mind mind = mind(port, 2, Duration.ofSeconds(5), GenerationSettings.PROVIDERS_OWN);
    assertThat(catchThrowableOfType(MindException.class, () -> mind.think(ask("hello"))))
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("asked 2 times")
        .hasMessageContaining("start the server");
  }

  @Test
  void noThreadKeepsTheProcessAlive() throws Exception {
    think();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("HttpClient"))
        .allMatch(Thread::isDaemon);
  }

  @Test
  void aThoughtCanBeCalledOffAndWhatWasTriedIsKept() throws Exception {
    behaviours.add(text(503, "overloaded"));
    behaviours.add(exchange -> {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    var ended = new java.util.concurrent.CompletableFuture<Throwable>();
    Mind mind = mind(3, Duration.ofSeconds(20));
    Thread thinker =
        Thread.ofVirtual()
            .start(() ->
                ended.complete(
                    org.assertj.core.api.Assertions.catchThrowable(
                        () -> mind.think(ask("hello")))));
    while (bodies.size() < 2) {
      Thread.onSpinWait();
    }
    thinker.interrupt();
    assertThat(ended.get())
        .isInstanceOfSatisfying(
            CalledOffException.class,
            e -> assertThat(e.failed()).extracting(FailedTry::status).containsExactly(503, 0));
  }
}
