package aisystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTests {
  private static History of(long window) {
    return new History(
        window,
        Json.of("role", "system", "content", "system"),
        Json.of("role", "user", "content", "task"));
  }

  private static void step(History history, int number, int length) {
    history.add(Json.of("role", "assistant", "content", "reply " + number));
    history.add(Json.of("role", "user", "content", "result " + number + " " + "x".repeat(length)));
  }

  private static String at(History history, int index) {
    return Json.object(history.messages().get(index)).get("content").toString();
  }

  @Test
  void whatFitsStaysAsItIs() {
    History history = of(4_000);
    step(history, 1, 3_000);
    assertThat(history.fit()).isEmpty();
    assertThat(at(history, 3)).hasSizeGreaterThan(3_000);
  }

  @Test
  void oldResultsAreCutFirstAndSaySo() {
    History history = of(4_000);
    for (int i = 1; i <= 6; i++) {
      step(history, i, 2_000);
    }
    assertThat(history.fit()).contains("older results were cut", "0 older steps");
    assertThat(at(history, 3))
        .startsWith("result 1 x")
        .contains("characters of this older result were left out");
    assertThat(at(history, 13)).as("the last ones stay").hasSizeGreaterThan(2_000);
    assertThat(history.cut()).isPositive();
    assertThat(history.left()).isZero();
  }

  @Test
  void thenOldStepsAreLeftOutWithANoteOfHowMany() {
    History history = of(1_024);
    for (int i = 1; i <= 60; i++) {
      step(history, i, 30);
    }
    assertThat(history.fit()).contains("older steps left out");
    assertThat(at(history, 0)).isEqualTo("system");
    assertThat(at(history, 1)).isEqualTo("task");
    assertThat(at(history, 2)).contains(history.left() + " earlier steps were left out");
    assertThat(at(history, 3)).isEqualTo("reply " + (history.left() + 1));
    assertThat(at(history, history.messages().size() - 1)).startsWith("result 60");
    int before = history.left();
    for (int i = 61; i <= 120; i++) {
      step(history, i, 30);
    }
    history.fit();
    assertThat(history.left()).isGreaterThan(before);
    assertThat(history.messages())
        .filteredOn(message -> message.toString().contains("earlier steps were left out"))
        .hasSize(1);
  }

  @Test
  void whatTheServerCountedGoesBeforeTheRuleOfThumb() {
    History history = of(4_000);
    step(history, 1, 3_000);
    step(history, 2, 100);
    step(history, 3, 100);
    history.counted(3_900);
    assertThat(history.fit()).contains("1 older results were cut");
  }

  @Test
  void aReplyStaysWithItsToolsAnswers() {
    History history = of(1_024);
    for (int i = 1; i <= 30; i++) {
      Map<String, Object> reply = Json.of("role", "assistant", "content", "reply " + i);
      reply.put("tool_calls", java.util.List.of(Json.of("id", "a" + i), Json.of("id", "b" + i)));
      history.add(reply);
      history.add(Json.of("role", "tool", "tool_call_id", "a" + i, "content", "y".repeat(60)));
      history.add(Json.of("role", "tool", "tool_call_id", "b" + i, "content", "z".repeat(60)));
    }
    history.fit();
    assertThat(history.left()).isPositive();
    assertThat(at(history, 3)).isEqualTo("reply " + (history.left() + 1));
  }
}
