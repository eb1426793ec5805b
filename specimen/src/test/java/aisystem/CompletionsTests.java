package aisystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionsTests {
  private static final Object MESSAGES = List.of(Json.of("role", "user", "content", "hi"));

  private static Map<String, Object> request(Object... more) {
    Map<String, Object> request = Json.of("model", "any", "messages", MESSAGES);
    request.putAll(Json.of(more));
    return request;
  }

  private static Object tool(String name) {
    return Json.of("type", "function", "function", Json.of("name", name));
  }

  private static void refused(String parameter, Object... more) {
    assertThatThrownBy(() -> Completions.plain(request(more), "m"))
        .isInstanceOf(Http.Failure.class)
        .matches(e -> ((Http.Failure) e).status == 400)
        .matches(e -> parameter.equals(((Http.Failure) e).parameter));
  }

  @Test
  void theServedModelTakesThePlaceOfAnyAndWhatIsDoneHereIsTakenOut() throws Exception {
    Map<String, Object> plain =
        Completions.plain(request("stream", true, "stop", "x", "n", 1L, "max_tokens", 5L), "m");
    assertThat(plain)
        .containsOnlyKeys("model", "messages", "max_tokens")
        .containsEntry("model", "m");
  }

  @Test
  void toolChoiceDecidesWhichToolsMayBeCalled() throws Exception {
    Object tools = List.of(tool("a"), tool("b"));
    assertThat(Completions.plain(request("tools", tools, "tool_choice", "none"), "m"))
        .doesNotContainKeys("tools", "tool_choice");
    assertThat(Completions.plain(request("tools", tools, "tool_choice", "auto"), "m"))
        .containsEntry("tools", tools)
        .doesNotContainKey("tool_choice");
    assertThat(Completions.plain(request("tools", tools, "tool_choice", "required"), "m"))
        .containsEntry("tool_choice", "required");
    assertThat(Completions.plain(request("tools", tools, "tool_choice", tool("b")), "m"))
        .containsEntry("tools", List.of(tool("b")))
        .containsEntry("tool_choice", "required");
    refused("tool_choice", "tools", tools, "tool_choice", tool("c"));
    refused("tool_choice", "tools", tools, "tool_choice", "maybe");
    refused("tool_choice", "tool_choice", "required");
  }

  @Test
  void whatIsNotServedIsRefusedAndNotPassedOver() {
    refused("n", "n", 2L);
    refused("max_tokens", "max_tokens", 0L);
    refused("stop", "stop", 5L);
    refused("stop", "stop", List.of("a", "b", "c", "d", "e"));
    refused("stop", "stop", List.of(""));
    refused("messages", "messages", List.of());
  }

  @Test
  void aTextEndsBeforeTheFirstOfItsStops() {
    Map<String, Object> message = Json.of("role", "assistant", "content", "one STOP two END");
    Map<String, Object> response =
        Json.of("choices", List.of(Json.of("index", 0L, "message", message)));
    Completions.cut(response, List.of("END", "STOP"));
    assertThat(Json.write(response)).contains("\"one \"", "\"finish_reason\":\"stop\"");
  }
}
