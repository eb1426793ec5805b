package aisystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScaffoldTests {
  private static final String LS =
      """
      {"explanation": "e", "gaps": "g", "findings": "f", "plan": ["1", "2", "3"],
       "action": {"name": "execute", "terminal": 1, "command": "ls -la", "mode": "one_time"}}\
      """;

  private static final Action EXPECTED = new Action.Execute(1, "ls -la", false);

  @Nested
  class ThePlanner {
    private final Planner planner = new Planner();

    static Stream<Arguments> readable() {
      return Stream.of(
          Arguments.of(LS, EXPECTED, ""),
          Arguments.of("```json\n" + LS + "\n```", EXPECTED, "```json\n\n```"),
          Arguments.of("Let me look.\n" + LS + "\nDone {so far}.", EXPECTED, "Let me look."),
          Arguments.of("<think>a {\"action\": 1} b</think>" + LS, EXPECTED, "<think>a"),
          Arguments.of("I wonder {\"action\"</think>" + LS, EXPECTED, "I wonder"),
          Arguments.of("A brace { and {another} one. " + LS, EXPECTED, "A brace"),
          Arguments.of("{\"note\": 1}\n" + LS, EXPECTED, "{\"note\""),
          Arguments.of(action("'receive','terminal':5"), new Action.Receive(5), ""),
          Arguments.of(action("'finish','message':''"), new Action.Finish(""), ""),
          Arguments.of(
              action("'execute','terminal':2,'mode':'long_running','command':'echo <think> {'"),
              new Action.Execute(2, "echo <think> {", true),
              ""));
    }

    @ParameterizedTest
    @MethodSource
    void readable(String reply, Action expected, String reasoning) {
      var read = planner.read(Json.of("content", reply));
      assertThat(read.steps()).containsExactly(new Scaffold.Step("", expected));
      assertThat(read.reasoning()).startsWith(reasoning);
    }

    static Stream<Arguments> unreadable() {
      return Stream.of(
          Arguments.of("", "no JSON object"),
          Arguments.of("I cannot do this.", "no JSON object"),
          Arguments.of("{\"plan\": []}", "no JSON object with an \"action\""),
          Arguments.of(LS + LS, "2 JSON objects"),
          Arguments.of(LS.substring(0, LS.length() - 1), "not valid"),
          Arguments.of("{\"x\": 1,, \"y\": " + LS + "}", "not valid"),
          Arguments.of("<think>for ever " + LS, "inside <think>"),
          Arguments.of("{\"action\": \"ls\"}", "not an object"),
          Arguments.of(action("'run'"), "\"name\" must be"),
          Arguments.of(action("null"), "\"name\" must be"),
          Arguments.of(action("'receive'"), "1 to 5"),
          Arguments.of(action("'receive','terminal':'1'"), "1 to 5"),
          Arguments.of(action("'receive','terminal':6"), "1 to 5"),
          Arguments.of(action("'receive','terminal':1.5"), "1 to 5"),
          Arguments.of(action("'execute','terminal':1,'command':'ls'"), "\"mode\" must be"),
          Arguments.of(action("'execute','terminal':1,'command':' ','mode':'one_time'"), "empty"),
          Arguments.of(
              action("'execute','terminal':1,'command':'a\\u0000','mode':'one_time'"), "NUL"),
          Arguments.of(action("'finish'"), "\"message\""));
    }

    @ParameterizedTest
    @MethodSource
    void unreadable(String reply, String why) {
      var action = planner.read(Json.of("content", reply)).steps().get(0).action();
      assertThat(action).isInstanceOf(Action.Unreadable.class);
      assertThat(((Action.Unreadable) action).why()).contains(why);
    }

    @Test
    void aReplyWithoutContentIsUnreadable() {
      assertThat(planner.read(Json.of("content", null)).steps().get(0).action())
          .isInstanceOf(Action.Unreadable.class);
    }

    @Test
    void hostileRepliesAreReadInTime() {
      for (String piece : List.of("{", "{\"a\":", "{\"a\":[", "{\"", "{\"a\":1},", "<think>")) {
        var action =
            planner.read(Json.of("content", piece.repeat(200_000))).steps().get(0).action();
        assertThat(action).as(piece).isInstanceOf(Action.Unreadable.class);
      }
    }

    private static String action(String arguments) {
      return "{\"action\":{\"name\":" + arguments.replace('\'', '"') + "}}";
    }
  }

  @Nested
  class TheTools {
    private final Tools tools = new Tools();

    @Test
    void everyCallIsAStepAndIsAnsweredByItsName() {
      var reply =
          tools.read(
              message(
                  call(
                      "a",
                      "execute",
                      "{\"terminal\":1,\"command\":\"ls -la\",\"mode\":\"one_time\"}"),
                  call("b", "finish", "{\"message\":\"done\"}")));
      assertThat(reply.steps())
          .containsExactly(
              new Scaffold.Step("a", EXPECTED), new Scaffold.Step("b", new Action.Finish("done")));
      assertThat(tools.observation(reply.steps().get(0), "x"))
          .containsEntry("role", "tool")
          .containsEntry("tool_call_id", "a");
    }

    @Test
    void badArgumentsAreAnsweredWithWhatWasWrong() {
      var step = tools.read(message(call("a", "execute", "{\"terminal\":"))).steps().get(0);
      assertThat(step.call()).isEqualTo("a");
      assertThat(((Action.Unreadable) step.action()).why()).contains("not valid");
    }

    @Test
    void aReplyWithoutACallIsAnsweredAsFromTheUser() {
      var reply = tools.read(Json.of("content", "I am done."));
      assertThat(reply.reasoning()).isEqualTo("I am done.");
      assertThat(reply.steps().get(0).action()).isInstanceOf(Action.Unreadable.class);
      assertThat(tools.observation(reply.steps().get(0), "x")).containsEntry("role", "user");
    }

    @Test
    void theRequestOffersTheThreeActions() {
      assertThat(Json.write(tools.request(List.of())))
          .contains("\"name\":\"execute\"", "\"name\":\"receive\"", "\"name\":\"finish\"");
    }

    private static Map<String, Object> message(Object... calls) {
      return Json.of("content", null, "tool_calls", List.of(calls));
    }

    private static Object call(String id, String name, String arguments) {
      return Json.of(
          "id", id, "type", "function", "function", Json.of("name", name, "arguments", arguments));
    }
  }

  @Test
  void thePromptsHoldNothingOfTheHost() {
    for (Scaffold scaffold : List.of(new Planner(), new Tools())) {
      assertThat(scaffold.systemPrompt()).doesNotContain("/home", "8000", "8760", "127.0.0.1");
      assertThat(scaffold.systemPrompt()).doesNotContainPattern("(^|\\s)/\\w");
    }
  }
}
