package dev.redline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.Thought;
import dev.redline.report.Decision.Act;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionTests {
  @Test
  void aPlannersObjectIsReadFromTheTextRoundIt() {
    var decision =
        of(
            ThoughtReply.of(
                """
                <think>what {shall} I do</think>
                ```json
                {"explanation": "I copy.", "plan": ["copy", "start"],
                 "action": {"name": "execute", "terminal": 2, "command": "cp a b", "mode": "long_running"}}
                ```
                """));

    assertThat(decision)
        .isEqualTo(
            new Decision(
                "I copy.",
                List.of("copy", "start"),
                List.of(new Act("execute in terminal 2, left running", "cp a b"))));
  }

  @Test
  void toolCallsAreReadWithWhatWasSaidBesides() {
    var decision =
        of(
            new ThoughtReply(
                "Let me look.",
                "secret thoughts",
                List.of(
                    new ToolCall("1", "execute", "{\"terminal\": 1, \"command\": \"ls\"}"),
                    new ToolCall("2", "receive", "{\"terminal\": 3}"),
                    new ToolCall("3", "finish", "no JSON")),
                ThoughtReply.Finish.TOOL_CALLS,
                Usage.NONE));

    assertThat(decision)
        .isEqualTo(
            new Decision(
                "Let me look.",
                List.of(),
                List.of(
                    new Act("execute in terminal 1", "ls"),
                    new Act("receive from terminal 3", ""),
                    new Act("finish", "no JSON"))));
  }

  @Test
  void aReplyWithNoActionOrTwoHasNone() {
    String finish = "{\"action\": {\"name\": \"finish\", \"message\": \"m\"}}";
    assertThat(of(ThoughtReply.of("I will not."))).isEqualTo(nothing("I will not."));
    assertThat(of(ThoughtReply.of(finish + finish))).isEqualTo(nothing(finish + finish));
    assertThat(of(ThoughtReply.of("{".repeat(100_000))).acts()).isEmpty();
  }

  private static Decision nothing(String said) {
    return new Decision(said, List.of(), List.of());
  }

  private static Decision of(ThoughtReply reply) {
    return Decision.of(
        new Thought(
            "t-0001",
            "l-1",
            0,
            0,
            Optional.empty(),
            new ThoughtRequest("m", List.of(), List.of()),
            Optional.of(reply),
            Optional.empty(),
            0));
  }
}
