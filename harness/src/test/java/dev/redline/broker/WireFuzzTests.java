package dev.redline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redline.fuzz.Damage;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a subject may send to the accelerator's socket, and what a model may reply. */
@Timeout(3600)
class WireFuzzTests {
  private static final String REQUEST =
      """
      {"model": "m", "max_tokens": 5, "tool_choice": "required",
       "messages": [{"role": "system", "content": "s"},
                    {"role": "user", "content": [{"type": "text", "text": "t"}]},
                    {"role": "assistant", "content": null,
                     "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{}"}}]},
                    {"role": "tool", "tool_call_id": "c", "content": "done"}],
       "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]}
      """;
  private static final String REPLY =
      """
      <think>{"so": 1}</think> I will. ```json
      {"explanation": "e", "plan": ["a", "b", "c"],
       "action": {"name": "execute", "terminal": 1, "command": "ls {", "mode": "one_time"}}
      ```
      """;

  @TempDir private Path folder;

  @Test
  void requestsAreReadOrRefused() {
    int refused = 0;
    for (long seed = 0; seed < Damage.times(2_000); seed++) {
      try {
        var request = Wire.request(Wire.object(Damage.OF_TEXT.of(REQUEST.getBytes(UTF_8), seed)));
        assertThat(request.messages()).as("seed %d", seed).isNotEmpty();
      } catch (Refusal e) {
        refused++;
        assertThat(e.told()).as("seed %d", seed).isNotBlank().hasSizeLessThan(1000);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d was not refused but failed".formatted(seed), e);
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void repliesHoldAnActionOrNone() {
    var request = new ThoughtRequest("m", List.of(Message.of(Message.Role.USER, "go")), List.of());
    for (long seed = 0; seed < Damage.times(1_000); seed++) {
      byte[] reply = Damage.OF_TEXT.of(REPLY.getBytes(UTF_8), seed);
      try {
        assertThat(ReplyReader.action(request, ThoughtReply.of(new String(reply, UTF_8))))
            .as("seed %d", seed)
            .isNotNull();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d failed".formatted(seed), e);
      }
    }
  }

  @Test
  void answersToADemandAreRightOrWrong() throws Exception {
    var right = List.of(new byte[32], new byte[32]);
    String answer = "[\"%s\",\"%s\"]".formatted("0".repeat(64), "0".repeat(64));
    assertThat(PossessionCheck.wrong(right, Wire.JSON.readTree(answer))).isZero();
    for (long seed = 0; seed < Damage.times(500); seed++) {
      String frame =
          "{\"d\": %s}"
              .formatted(new String(Damage.OF_TEXT.of(answer.getBytes(UTF_8), seed), UTF_8));
      try {
        int wrong = PossessionCheck.wrong(right, Wire.object(frame.getBytes(UTF_8)).path("d"));
        assertThat(wrong).as("seed %d", seed).isBetween(0, 2);
      } catch (Refusal e) {
        assertThat(e.told()).as("seed %d", seed).isNotBlank();
      }
    }
  }

  @Test
  void framesOfAnyLengthAreReadOrRefused() throws Exception {
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var timer = Executors.newSingleThreadScheduledExecutor();
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      int refused = 0;
      for (long seed = 0; seed < Damage.times(300); seed++) {
        var random = new SplittableRandom(seed);
        byte[] body = Damage.OF_TEXT.of("{\"type\":\"x\"}".getBytes(UTF_8), seed);
        int told = random.nextInt(3) > 0 ? body.length : random.nextInt();
        try (var client = SocketChannel.open(address);
            var accepted = server.accept()) {
          client.write(ByteBuffer.allocate(4 + body.length).putInt(told).put(body).flip());
          client.shutdownOutput();
          var frames = new FrameChannel(accepted, Duration.ofSeconds(20), timer, new Semaphore(4));
          assertThat(frames.read().size()).as("seed %d", seed).isNotNegative();
        } catch (Refusal e) {
          refused++;
        } catch (RuntimeException | Error e) {
          throw new AssertionError("seed %d was not refused but failed".formatted(seed), e);
        }
      }
      assertThat(refused).isPositive();
    }
  }
}
