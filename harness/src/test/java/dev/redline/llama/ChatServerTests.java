package dev.redline.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChatServerTests {
  /** A token for each letter; it says what it is told to say. */
  private static final class Parrot implements Engine {
    private final List<Settings> asked = new ArrayList<>();
    private String says = "hello";

    @Override
    public String prompt(String request) {
      if (request.contains("impossible")) {
        throw new IllegalArgumentException("roles must alternate");
      }
      return request;
    }

    @Override
    public int tokens(String text) {
      return text.length();
    }

    @Override
    public Generated generate(String prompt, Settings settings) {
      asked.add(settings);
      if (says.isEmpty()) {
        throw new IllegalStateException("decode failed");
      }
      return new Generated(says, says.length(), says.length() >= settings.most());
    }
  }

  private final Parrot parrot = new Parrot();
  private final HttpClient client = HttpClient.newHttpClient();
  private ChatServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ChatServer(0, "secret", new Completion(parrot, 400));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> ask(String key, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String saying(String text, String more) {
    return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
        .formatted(text, more);
  }

  @Test
  void itAnswersInOpenAisShape() throws Exception {
    var answer = ask("secret", saying("hi", ",\"temperature\":0.5,\"seed\":7,\"stop\":[\"x\"]"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"content\":\"hello\"")
        .contains("\"finish_reason\":\"stop\"")
        .contains("\"completion_tokens\":5");
    Engine.Settings settings = parrot.asked.getFirst();
    assertThat(settings.temperature()).contains(0.5);
    assertThat(settings.seed()).contains(7);
    assertThat(settings.topP()).isEmpty();
    assertThat(settings.stops()).containsExactly("x");
  }

  @Test
  void anAnswerThatIsAsLongAsItMayBeSaysSo() throws Exception {
    assertThat(ask("secret", saying("hi", ",\"max_tokens\":5")).body())
        .contains("\"finish_reason\":\"length\"");
  }

  @Test
  void aCallOfAToolIsACall() throws Exception {
    parrot.says = "{\"name\":\"bash\",\"arguments\":{\"command\":\"ls\"}}";
    String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"bash\"}}]";
    assertThat(ask("secret", saying("hi", tools)).body())
        .contains("\"finish_reason\":\"tool_calls\"")
        .contains("\"arguments\":\"{\\\"command\\\":\\\"ls\\\"}\"");
  }

  @Test
  void aConversationThatIsTooLongIsRefusedAndNothingIsCutOff() throws Exception {
    var answer = ask("secret", saying("a".repeat(400), ""));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("context_length_exceeded")
        .contains("maximum context length is 400");
    assertThat(parrot.asked).isEmpty();
  }

  @Test
  void whoHasNotTheKeyGetsNothing() throws Exception {
    assertThat(ask("other", saying("hi", "")).statusCode()).isEqualTo(401);
    assertThat(parrot.asked).isEmpty();
  }

  @Test
  void whatCannotBeDoneIsToldAndTheNextIsAnswered() throws Exception {
    assertThat(ask("secret", "{").body()).contains("no JSON");
    assertThat(ask("secret", "{}").body()).contains("no \\\"messages\\\"");
    assertThat(ask("secret", saying("impossible", "")).body()).contains("roles must alternate");
    parrot.says = "";
    var failed = ask("secret", saying("hi", ""));
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).contains("decode failed");
    parrot.says = "hello";
    assertThat(ask("secret", saying("hi", "")).statusCode()).isEqualTo(200);
  }
}
