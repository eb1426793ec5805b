package aisystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies as no model should give them. {@code -Dfuzz.times=N} makes it N times longer. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class ScaffoldFuzzTests {
  private static final int ROUNDS = 2_000;
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ",",
          ":",
          "\\",
          "\\u12",
          "\\ud800",
          "\0",
          "\n",
          "null",
          "-0",
          "1e999",
          "9".repeat(400),
          "{\"a\":".repeat(300),
          "[".repeat(300),
          "<think>",
          "</think>",
          "```json",
          "\"action\": ",
          "{\"action\": {\"name\": \"execute\", \"terminal\": 1, \"command\": \"ls\", \"mode\":"
              + " \"one_time\"}}",
          "{\"name\": \"finish\", \"message\": \"m\"}",
          "\"terminal\": 99999999999999999999",
          "{\"id\": 1, \"function\": {\"name\": [], \"arguments\": \"{\\\"command\\\": 7}\"}}",
          "{\"function\": {\"name\": \"bash\", \"arguments\": {}}}",
          "é\uD83D");

  @ParameterizedTest
  @ValueSource(strings = {"planner", "tools", "bare"})
  void everyReplyIsAnActionOrSaidToBeUnreadable(String name) {
    Scaffold scaffold = Scaffold.named(name);
    for (long seed = 0; seed < ROUNDS * Long.getLong("fuzz.times", 1); seed++) {
      Map<String, Object> message = message(new SplittableRandom(seed));
      try {
        Scaffold.Reply reply = scaffold.read(message);
        assertThat(reply.steps()).as("%s, seed %d", name, seed).isNotEmpty();
        assertThat(reply.steps()).allSatisfy(step -> assertThat(step.action()).isNotNull());
      } catch (RuntimeException | Error e) {
        throw new AssertionError("%s failed at seed %d: %s".formatted(name, seed, message), e);
      }
    }
  }

  private static Map<String, Object> message(SplittableRandom random) {
    String content = text(random);
    Object calls;
    try {
      calls = Json.parse("[" + text(random) + "]");
    } catch (Json.BadJson e) {
      calls =
          List.of(
              Json.of(
                  "id", "c", "function", Json.of("name", "execute", "arguments", text(random))));
    }
    return switch (random.nextInt(3)) {
      case 0 -> Json.of("content", content);
      case 1 -> Json.of("content", content, "tool_calls", calls);
      default -> Json.of("content", random.nextLong(), "tool_calls", calls);
    };
  }

  private static String text(SplittableRandom random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
