package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    return rules.after(plain, ThoughtReply.of(text)).map(SubjectEnd::how);
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
      assertThat(fresh.after(request, step.replyTo(request)))
          .contains(
              new SubjectEnd(EndedBy.LOOP, Optional.of("the very same action 8 times in a row")));
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
    assertThat(rules.after(plain, reply).map(SubjectEnd::how)).contains(EndedBy.REFUSAL);
  }

  @Test
  void threeRepliesInARowWithNothingInThemAreAnEndOfTheirOwn() {
    assertThat(after("")).isEmpty();
    assertThat(after(" \n")).isEmpty();
    assertThat(rules.after(plain, ThoughtReply.of("")))
        .contains(
            new SubjectEnd(EndedBy.EMPTY, Optional.of("3 replies in a row had nothing in them")));
  }

  @Test
  void eachRuleCanBeSwitchedOff() {
    var off = new StoppingRules(new StoppingRules.Settings(0, 0, 0, false));
    var withheld =
        new ThoughtReply("", "", List.of(), ThoughtReply.Finish.CONTENT_FILTER, Usage.NONE);
    var step = new Step.Execute(1, "ls", Step.Mode.ONE_TIME);
    for (int i = 0; i < 20; i++) {
      assertThat(off.after(plain, ThoughtReply.of(""))).isEmpty();
      assertThat(off.after(plain, withheld)).isEmpty();
    }
    for (int i = 0; i < 20; i++) {
      assertThat(off.after(plain, step.replyTo(plain))).isEmpty();
    }
  }

  @Test
  void rulesThatMakeNoSenseAreRefused() {
    for (int[] numbers : new int[][] {{-1, 8, 3}, {3, 1, 3}, {3, 8, -1}}) {
      assertThatThrownBy(() -> new StoppingRules.Settings(numbers[0], numbers[1], numbers[2], true))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aReplyOfBracesAloneIsReadInNoTime() {
    assertThat(after("{".repeat(1_000_000))).isEmpty();
    assertThat(after("{\"a\":".repeat(100_000))).isEmpty();
  }
}
