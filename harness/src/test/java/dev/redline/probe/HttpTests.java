package dev.redline.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTests {
  /** Gives prepared bytes, a few at a time, and keeps what is written. */
  private static final class Canned implements ByteChannel {
    private final ByteBuffer answer;
    private final int step;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    Canned(String answer, int step) {
      this.answer = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
      this.step = step;
    }

    @Override
    public int read(ByteBuffer into) {
      if (!answer.hasRemaining()) {
        return -1;
      }
      int count = Math.min(step, Math.min(into.remaining(), answer.remaining()));
      for (int i = 0; i < count; i++) {
        into.put(answer.get());
      }
      return count;
    }

    @Override
    public int write(ByteBuffer from) {
      // One byte at a time: nobody may rely on a write that takes all.
      sent.write(from.get());
      return 1;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static Http.Answer read(String answer) throws IOException {
    return Http.exchange(new Canned(answer, 3), "GET", "/", "");
  }

  @Test
  void asksInPlainHttp() throws IOException {
    var channel = new Canned("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 100);

    Http.exchange(channel, "POST", "/chat", "{\"é\":1}");

    assertThat(channel.sent.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "POST /chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"é\":1}");
  }

  @Test
  void readsABodyByLengthByChunksAndToTheEnd() throws IOException {
    var expected = new Http.Answer(202, "hällo");
    assertThat(read("HTTP/1.1 202 Accepted\r\ncontent-length: 6\r\n\r\nhällo, and more"))
        .isEqualTo(expected);
    assertThat(
            read(
                "HTTP/1.1 202 A\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nh\r\n5;x=y\r\nällo\r\n0\r\n\r\n"))
        .isEqualTo(expected);
    assertThat(read("HTTP/1.0 202\n\nhällo")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-x\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 999 OK\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n",
        "HTTP/1.1 200 OK\r\n",
      })
  void refusesWhatIsNoHttpOrTooLarge(String answer) {
    assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class).hasMessageMatching(".+");
  }

  @Test
  void refusesAHeadOrABodyWithoutEnd() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nA: " + "b".repeat(20_000)))
        .hasMessageContaining("too long");
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n\r\n" + "b".repeat(1_200_000)))
        .hasMessageContaining("1 MiB");
    assertThatThrownBy(() ->
            read(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + ("80000\r\n" + "b".repeat(0x80000) + "\r\n").repeat(3)))
        .hasMessageContaining("1 MiB");
  }
}
