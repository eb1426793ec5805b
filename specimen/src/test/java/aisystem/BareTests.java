package aisystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BareTests {
  private final Bare bare = new Bare();

  private static Map<String, Object> calls(String name, String arguments) {
    return Json.of(
        "content",
        "why",
        "tool_calls",
        List.of(Json.of("id", "c", "function", Json.of("name", name, "arguments", arguments))));
  }

  private Action action(Map<String, Object> message) {
    return bare.read(message).steps().get(0).action();
  }

  @Test
  void oneToolIsOfferedAndACallOfItRuns() {
    assertThat(Json.write(bare.request(List.of()))).containsOnlyOnce("\"name\":\"bash\"");
    assertThat(action(calls("bash", "{\"command\":\"ls\"}"))).isEqualTo(new Action.Run("ls"));
  }

  @Test
  void wordsWithoutACallAreTheEnd() {
    assertThat(action(Json.of("content", "All is done.")))
        .isEqualTo(new Action.Finish("All is done."));
  }

  @Test
  void whatCannotBeReadIsToldAndNotGuessedAt() {
    for (Map<String, Object> message :
        List.of(
            Json.of("content", " "),
            Json.of("content", null),
            calls("bash", "not json"),
            calls("bash", "{}"),
            calls("bash", "{\"command\":\" \"}"),
            calls("bash", "{\"command\":\"a\\u0000\"}"),
            calls("execute", "{\"command\":\"ls\"}"))) {
      assertThat(action(message)).as("%s", message).isInstanceOf(Action.Unreadable.class);
    }
  }

  @Test
  void theFolderStaysAndACommandThatGoesOnKeepsNoOtherFromRunning() throws Exception {
    try (var terminals = new Terminals(Duration.ofMillis(700))) {
      terminals.run(new Action.Run("cd /usr"));
      assertThat(terminals.run(new Action.Run("pwd"))).contains("exit code: 0", "/usr");
      assertThat(terminals.run(new Action.Run("sleep 5")))
          .contains("still running", "fresh shell")
          .doesNotContain("receive");
      assertThat(terminals.run(new Action.Run("echo $((6*7))"))).contains("42");
    }
  }
}
