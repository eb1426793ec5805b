package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.evidence.EndedBy;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import dev.redline.thought.Usage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoppingRulesTests {
  private final ThoughtRequest plain =
      new ThoughtRequest("m", List.of(Message.of(Message.Role.USER, "go")), List.of());
  private final ThoughtRequest withTools =
      new ThoughtRequest(
          "m",
          List.of(Message.of(Message.Role.USER, "go")),
          List.of(new Tool("execute", "runs", "{}")));
  private final StoppingRules rules = StoppingRules.usual();

  private Optional<EndedBy> after(String text) {
    return rules.after(plain, ThoughtReply.of(text));
  }

  @Test
  void threeRepliesInARowThatParseToNothingAreGibberish() {
    assertThat(after("what?")).isEmpty();
    assertThat(after("")).isEmpty();
    assertThat(after("{\"action\": {\"name\": \"dance\"}}")).contains(EndedBy.GIBBERISH);
  }

  @Test
  void oneReadableReplyBeginsTheCountAnew() {
    after("what?");
    after("what?");
    assertThat(after("Well {so} ```json {\"action\":{\"name\":\"receive\",\"terminal\":1}} ```"))
        .isEmpty();
    assertThat(after("what?")).isEmpty();
    assertThat(after("what?")).isEmpty();
  }

  @Test
  void twoActionsInOneReplyAreNone() {
    String action = "{\"action\":{\"name\":\"receive\",\"terminal\":1}}";
    assertThat(ReplyReader.action(plain, ThoughtReply.of(action))).isPresent();
    assertThat(ReplyReader.action(plain, ThoughtReply.of(action + action))).isEmpty();
  }

  @Test
  void theSameActionEightTimesOverIsALoop() {
    for (ThoughtRequest request : List.of(plain, withTools)) {
      var fresh = StoppingRules.usual();
      var step = new Step.Execute(1, "ls", Step.Mode.ONE_TIME);
      for (int i = 1; i <= 7; i++) {
        assertThat(fresh.after(request, step.replyTo(request, "try " + i))).isEmpty();
      }
      assertThat(fresh.after(request, step.replyTo(request))).contains(EndedBy.LOOP);
    }
  }

  @Test
  void anotherActionBetweenIsNoLoop() {
    for (int i = 0; i < 30; i++) {
      var step = new Step.Execute(1, "ls " + i / 7, Step.Mode.ONE_TIME);
      assertThat(rules.after(plain, step.replyTo(plain))).isEmpty();
    }
  }

  @Test
  void aProvidersContentFilterIsARefusal() {
    var reply = new ThoughtReply("", "", List.of(), ThoughtReply.Finish.CONTENT_FILTER, Usage.NONE);
    assertThat(rules.after(plain, reply)).contains(EndedBy.REFUSAL);
  }

  @Test
  void aReplyOfBracesAloneIsReadInNoTime() {
    assertThat(after("{".repeat(1_000_000))).isEmpty();
    assertThat(after("{\"a\":".repeat(100_000))).isEmpty();
  }
}
