package dev.redline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redline.evidence.Observation.LimitMet;
import dev.redline.evidence.Observation.ThoughtRefused;
import dev.redline.linux.ProcessKey;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import dev.redline.thought.ToolCall;
import dev.redline.thought.Usage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The broker's parts, each on its own: what a socket and a process would hide of them. */
class BrokerPartsTests {
  private static ThoughtRequest asked(Message... messages) {
    return new ThoughtRequest("m", List.of(messages), List.of());
  }

  private static Message user(String text) {
    return Message.of(Message.Role.USER, text);
  }

  @Nested
  class Words {
    private final Challenges challenges = new Challenges(new SplittableRandom(3));
    private final List<Step> steps = List.of(new Step.Finish("done"));

    @Test
    void areNeverTheSameTwiceAndLong() {
      var words = Stream.generate(challenges::freshWord).limit(50).distinct().toList();
      assertThat(words).hasSize(50).allMatch(word -> word.matches("[0-9a-f]{32}"));
      assertThat(new Challenges(new SplittableRandom(4)).freshWord()).isNotEqualTo("0".repeat(32));
    }

    @Test
    void areTakenOnceAndOnlyWhereTheyWereGivenOut() {
      var word = challenges.freshWord();
      var first = challenges.prepare(word, steps);
      assertThat(first.id()).isEqualTo("c-01");
      assertThat(first.word()).isEqualTo(word);
      assertThatThrownBy(() -> challenges.prepare(word, steps)).hasMessageContaining("given out");
      assertThatThrownBy(() -> challenges.prepare("0".repeat(32), steps))
          .hasMessageContaining("given out");
      assertThatThrownBy(() -> challenges.prepare(challenges.freshWord(), List.of()))
          .hasMessageContaining("step");
      assertThat(challenges.prepare(challenges.freshWord(), steps).id()).isEqualTo("c-02");
    }

    @Test
    void markAConversationThatCarriesThemAndNoOther() {
      var challenge = challenges.prepare(challenges.freshWord(), steps);
      assertThat(challenges.in(asked(user("write " + challenge.word() + " to x"))))
          .containsSame(challenge);
      assertThat(challenges.in(asked(user("write something else")))).isEmpty();
      assertThat(challenges.in(asked(user(challenges.freshWord())))).isEmpty();
    }

    @Test
    void ofTheModelsOwnAreNone() {
      var challenge = challenges.prepare(challenges.freshWord(), steps);
      var own = Message.of(Message.Role.ASSISTANT, challenge.word());
      assertThat(challenges.in(asked(user("go on"), own))).isEmpty();
    }

    @Test
    void areAnsweredAHundredTimes() {
      var challenge = challenges.prepare(challenges.freshWord(), steps);
      var request = asked(user(challenge.word()));
      for (int i = 1; i <= 100; i++) {
        assertThat(challenge.take(request)).as("time %d", i).containsSame(steps.getFirst());
        challenge.answered(new Challenge.Answered("t-" + i, "l-1", request));
      }
      assertThat(challenge.take(request)).isEmpty();
      assertThat(challenge.answered()).hasSize(100);
    }

    @Test
    void ofTheChallengePreparedLastCount() {
      var old = challenges.prepare(challenges.freshWord(), steps);
      var last = challenges.prepare(challenges.freshWord(), steps);
      assertThat(challenges.in(asked(user(last.word()), user(old.word())))).containsSame(last);
    }
  }

  @Nested
  class ALease {
    @Test
    void ofTheFirstIsTheOriginals() {
      assertThat(new Lease(1, new ProcessKey(1, 1)).isOriginal()).isTrue();
      assertThat(new Lease(2, new ProcessKey(1, 1)).isOriginal()).isFalse();
    }

    @Test
    void thatEndedGivesNoThoughtAndEndsOnce() {
      var lease = new Lease(1, new ProcessKey(1, 1));
      assertThat(lease.hasEnded()).isFalse();
      assertThat(lease.beginThought()).isTrue();
      lease.endThought();
      assertThat(lease.end()).isTrue();
      assertThat(Thread.interrupted()).as("a thought that is over is not called off").isFalse();
      assertThat(lease.hasEnded()).isTrue();
      assertThat(lease.end()).isFalse();
      assertThat(lease.beginThought()).isFalse();
    }

    @Test
    void thatEndsCallsOffTheThoughtThatIsUnderWay() {
      var lease = new Lease(1, new ProcessKey(1, 1));
      assertThat(lease.beginThought()).isTrue();
      lease.end();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Nested
  class Counting {
    @Test
    void addsUpWhatWasThought() {
      var meter = new Meter();
      assertThat(meter.begin(1)).isTrue();
      assertThat(meter.begin(1)).isFalse();
      meter.thought(new Usage(10, 5), 2, 0.5);
      meter.thought(new Usage(1, 2), 1, 0.25);
      meter.scripted();
      meter.scripted();
      meter.refused();
      meter.refused();
      meter.live(3);
      meter.live(2);
      assertThat(meter.read()).isEqualTo(new Metered(1, 2, 2, 3, 11, 7, 0.75, 2, 3));
    }

    @Test
    void refusesBoundsBelowOne() {
      assertThat(Budget.of(1, 1, 1).withWindow(1).window()).isEqualTo(1);
      assertThatThrownBy(() -> Budget.of(0, 1, 1)).hasMessageContaining("at least 1");
      assertThatThrownBy(() -> Budget.of(1, 0, 1)).hasMessageContaining("at least 1");
      assertThatThrownBy(() -> Budget.of(1, 1, 0)).hasMessageContaining("at least 1");
      assertThatThrownBy(() -> Budget.of(1, 1, 1).withWindow(0)).hasMessageContaining("at least 1");
    }

    @Test
    void ofRefusalsEndsInOneRecordThatThereWereMore() {
      var log = new MemoryLog();
      var refusals = new Refusals(log);
      for (int i = 0; i < 5_010; i++) {
        refusals.record(
            new ThoughtRefused(Optional.empty(), new ProcessKey(1, 1), "bad_request", "x"));
      }
      assertThat(log.all(ThoughtRefused.class)).hasSize(5_000);
      assertThat(log.all(LimitMet.class)).hasSize(1);
    }
  }

  @Nested
  class AQuestionForTheProof {
    private static final int SIZE = 1_000_000;
    private final SplittableRandom random = new SplittableRandom(5);

    private JsonNode question(int size) {
      var weights =
          new WeightsBlocks() {
            @Override
            public long size() {
              return size;
            }

            @Override
            public void read(long offset, ByteBuffer into) {
              into.put(new byte[into.remaining()]);
            }
          };
      return new PossessionCheck(weights, random).question().message();
    }

    @Test
    void isForSixteenBlocksOfWhichTheFirstEndsTheFile() {
      var blocks = question(SIZE).path("blocks");
      assertThat(blocks.size()).isEqualTo(16);
      assertThat(end(blocks.get(0))).isEqualTo(SIZE);
      assertThat(blocks.valueStream().map(block -> block.path(1).asInt()))
          .allMatch(length -> length >= 4 << 10 && length <= 16 << 10);
      assertThat(blocks.valueStream().skip(1).map(AQuestionForTheProof::end))
          .as("the others lie anywhere")
          .doesNotHaveDuplicates()
          .allMatch(end -> end < SIZE);
    }

    @Test
    void isForTheWholeFileWhereThatIsSmallerThanABlock() {
      assertThat(question(100).path("blocks").valueStream().map(JsonNode::toString))
          .hasSize(16)
          .containsOnly("[0,100]");
    }

    private static long end(JsonNode block) {
      return block.path(0).asLong() + block.path(1).asLong();
    }

    @Test
    void hasAnotherSaltEachTime() {
      var salts = Stream.generate(() -> question(SIZE).path("salt").stringValue()).limit(20);
      assertThat(salts).doesNotHaveDuplicates();
    }
  }

  @Nested
  class ARequest {
    private static ThoughtRequest read(String json) throws Refusal {
      return Wire.request(Wire.object(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static final String ASK = "\"messages\": [{\"role\": \"user\", \"content\": \"go\"}]";

    @Test
    void saysHowLongAReplyMayBe() throws Refusal {
      assertThat(read("{%s}".formatted(ASK)).maxTokens()).isEmpty();
      assertThat(read("{%s, \"max_tokens\": 5}".formatted(ASK)).maxTokens()).contains(5);
      assertThat(
              read("{%s, \"max_tokens\": 5, \"max_completion_tokens\": 7}".formatted(ASK))
                  .maxTokens())
          .contains(7);
      assertThat(read("{%s, \"max_tokens\": 0}".formatted(ASK)).maxTokens()).isEmpty();
      assertThat(read("{%s, \"max_tokens\": \"5\"}".formatted(ASK)).maxTokens()).isEmpty();
    }

    @Test
    void saysWhetherAToolMustBeCalled() throws Refusal {
      assertThat(read("{%s, \"tool_choice\": \"required\"}".formatted(ASK)).toolUse())
          .isEqualTo(ThoughtRequest.ToolUse.REQUIRED);
      assertThat(read("{%s, \"tool_choice\": \"auto\"}".formatted(ASK)).toolUse())
          .isEqualTo(ThoughtRequest.ToolUse.FREE);
    }

    @Test
    void keepsWhatIsNoTextAsItIsWritten() throws Refusal {
      var request =
          read(
              """
              {"model": 7, "messages": [{"role": "assistant", "content": null, "tool_calls":
                [{"id": "c", "function": {"name": "f", "arguments": {"a": 1}}}]}]}
              """);
      assertThat(request.model()).isEqualTo("7");
      assertThat(request.messages().getFirst().content()).isEmpty();
      assertThat(request.messages().getFirst().toolCalls())
          .containsExactly(new ToolCall("c", "f", "{\"a\":1}"));
    }

    @Test
    void ofMoreThanTenThousandMessagesIsRefused() throws Refusal {
      String one = "{\"role\": \"user\", \"content\": \"x\"}";
      String most = String.join(",", java.util.Collections.nCopies(10_000, one));
      assertThat(read("{\"messages\": [%s]}".formatted(most)).messages()).hasSize(10_000);
      assertThatThrownBy(() -> read("{\"messages\": [%s,%s]}".formatted(most, one)))
          .hasMessageContaining("10001");
    }
  }

  @Nested
  class AReply {
    private static final Tool BASH = new Tool("bash", "runs", "{}");

    private static ThoughtReply calls(ToolCall... calls) {
      return new ThoughtReply("", "", List.of(calls), ThoughtReply.Finish.TOOL_CALLS, Usage.NONE);
    }

    private static ThoughtRequest with(Tool... tools) {
      return new ThoughtRequest("m", List.of(user("go")), List.of(tools));
    }

    @Test
    void ofTheBareFormEndsWithoutACall() {
      assertThat(ReplyReader.action(with(BASH), ThoughtReply.of("I am done")))
          .contains("finish I am done");
      assertThat(ReplyReader.action(with(BASH), ThoughtReply.of(" "))).isEmpty();
      assertThat(ReplyReader.action(with(BASH), calls(new ToolCall("1", "bash", "{}"))))
          .contains("bash {}\n");
    }

    @Test
    void withToolsIsAllItsCallsWhateverTheirIds() {
      var other = new Tool("other", "does", "{}");
      assertThat(ReplyReader.action(with(other), ThoughtReply.of("done"))).isEmpty();
      assertThat(
              ReplyReader.action(
                  with(other, BASH),
                  calls(new ToolCall("1", "a", "{}"), new ToolCall("2", "b", "[]"))))
          .contains("a {}\nb []\n");
    }

    @Test
    void inWordsIsItsOneAction() {
      String action = "{\"action\": {\"name\": \"%s\"}}";
      assertThat(ReplyReader.action(with(), ThoughtReply.of("so: " + action.formatted("Finish"))))
          .contains("{\"name\":\"Finish\"}");
      assertThat(ReplyReader.action(with(), ThoughtReply.of(action.formatted("fly")))).isEmpty();
      assertThat(ReplyReader.action(with(), ThoughtReply.of(action.formatted("finish").repeat(2))))
          .isEmpty();
    }

    @Test
    void ofBracesIsReadFromTheFirstSixtyFourOfThem() {
      String action = "{\"action\": {\"name\": \"finish\"}}";
      assertThat(ReplyReader.action(with(), ThoughtReply.of("{ ".repeat(63) + action))).isPresent();
      assertThat(ReplyReader.action(with(), ThoughtReply.of("{ ".repeat(64) + action))).isEmpty();
    }

    @Test
    void thatIsPlayedToTheBareFormIsOneCallOfItsTool() {
      var request = with(BASH);
      assertThat(call(new Step.Execute(1, "ls", Step.Mode.ONE_TIME), request))
          .isEqualTo(new ToolCall("call_1", "bash", "{\"command\":\"ls\"}"));
      assertThat(call(new Step.Execute(2, "ls", Step.Mode.LONG_RUNNING), request).arguments())
          .contains("exec 22< <(", "ls");
      assertThat(call(new Step.Receive(2), request).arguments()).contains("cat <&22");
      assertThat(call(new Step.Garbage("{["), request).arguments()).isEqualTo("{[");
      var end = new Step.Finish("bye").replyTo(request);
      assertThat(end.toolCalls()).isEmpty();
      assertThat(end.content()).isEqualTo("bye");
    }

    private static ToolCall call(Step step, ThoughtRequest request) {
      var reply = step.replyTo(request, "why");
      assertThat(reply.content()).isEqualTo("why");
      assertThat(reply.toolCalls()).hasSize(1);
      return reply.toolCalls().getFirst();
    }
  }
}
