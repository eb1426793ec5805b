package dev.redline.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers as a subject may give them. {@code -Dfuzz.times=N} makes it N times longer. */
@Timeout(600)
class HttpFuzzTests {
  private static final int ROUNDS = 3000;
  private static final List<String> PIECES =
      List.of(
          "HTTP/1.1 200 OK\r\n",
          "HTTP/1.0 999\r\n",
          "Content-Length: 5\r\n",
          "Content-Length: -1\r\n",
          "Content-Length: 999999999999\r\n",
          "Transfer-Encoding: chunked\r\n",
          "\r\n",
          "5\r\nhello\r\n",
          "ffffff\r\n",
          "0\r\n\r\n",
          ": \r\n",
          "x".repeat(20_000),
          "{\"a\":1}");

  @Test
  void anyAnswerIsReadOrRefusedWithoutEnd() {
    long times = Long.getLong("fuzz.times", 1);
    int refused = 0;
    for (long seed = 0; seed < ROUNDS * times; seed++) {
      var random = new SplittableRandom(seed);
      var answer = new StringBuilder(random.nextInt(4) > 0 ? PIECES.getFirst() : "");
      for (int i = random.nextInt(10); i > 0; i--) {
        answer.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      byte[] bytes = answer.toString().getBytes(ISO_8859_1);
      for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        var read = Http.exchange(new GivenChannel(ByteBuffer.wrap(bytes)), "GET", "/", "");
        assertThat(read.status()).as("seed %d", seed).isBetween(100, 599);
        assertThat(read.body().length()).as("seed %d", seed).isLessThanOrEqualTo(2 << 20);
      } catch (IOException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " was not refused but failed", e);
      }
    }
    assertThat(refused).isPositive();
  }
}
