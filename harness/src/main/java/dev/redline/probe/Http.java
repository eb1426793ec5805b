package dev.redline.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One exchange of HTTP/1.1 over a channel, read strictly: a head of at most 16 KiB, a body of at
 * most 1 MiB. It has no deadline of its own: whoever waits closes the channel.
 */
public final class Http {
  private static final int HEAD = 16 << 10;
  private static final int BODY = 1 << 20;

  /** A status, 100 to 599, and the body as text. */
  public record Answer(int status, String body) {}

  private final ByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10).flip();

  private Http(ByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Asks and reads the whole answer.
   *
   * @param json the body to send; empty for none
   * @throws IOException when what came is no HTTP, is too large, or ended too early
   */
  static Answer exchange(ByteChannel channel, String method, String path, String json)
      throws IOException {
    var body = json.getBytes(UTF_8);
    var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    head.append("Connection: close\r\n");
    if (body.length > 0) {
      head.append("Content-Type: application/json\r\n");
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    request.writeBytes(body);
    var bytes = ByteBuffer.wrap(request.toByteArray());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return new Http(channel).read();
  }

  private Answer read() throws IOException {
    var limit = new int[] {HEAD};
    var statusLine = line(limit).split(" ", 3);
    if (statusLine.length < 2
        || !statusLine[0].matches("HTTP/1\\.[01]")
        || !statusLine[1].matches("[1-5][0-9]{2}")) {
      throw new IOException("No HTTP: it begins with no status line");
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (var line = line(limit); !line.isEmpty(); line = line(limit)) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("No HTTP: a header has no colon");
      }
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(statusLine[1]), new String(body(headers), UTF_8));
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("Transfer-Encoding", "").toLowerCase(Locale.ROOT).equals("chunked")) {
      return chunks();
    }
    var length = headers.get("Content-Length");
    if (length == null) {
      return rest();
    }
    if (!length.matches("[0-9]{1,9}") || Integer.parseInt(length) > BODY) {
      throw new IOException("The body is said to have " + length + " bytes; at most 1 MiB is read");
    }
    return bytes(Integer.parseInt(length));
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      var size = line(new int[] {64}).split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,6}")) {
        throw new IOException("No HTTP: a chunk has no size");
      }
      int length = HexFormat.fromHexDigits(size);
      if (length == 0) {
        return body.toByteArray();
      }
      if (body.size() + length > BODY) {
        throw new IOException("The body has more than 1 MiB");
      }
      body.writeBytes(bytes(length));
      if (!line(new int[] {2}).isEmpty()) {
        throw new IOException("No HTTP: a chunk is longer than its size");
      }
    }
  }

  private byte[] rest() throws IOException {
    var body = new ByteArrayOutputStream();
    while (fill()) {
      while (buffer.hasRemaining()) {
        body.write(buffer.get());
      }
      if (body.size() > BODY) {
        throw new IOException("The body has more than 1 MiB");
      }
    }
    return body.toByteArray();
  }

  private byte[] bytes(int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      need();
      int part = Math.min(bytes.remaining(), buffer.remaining());
      bytes.put(buffer.slice(buffer.position(), part));
      buffer.position(buffer.position() + part);
    }
    return bytes.array();
  }

  /** A line without its end; what it takes is taken off the limit. */
  private String line(int[] limit) throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      if (limit[0]-- == 0) {
        throw new IOException("No HTTP: the head or a line of it is too long");
      }
      need();
      byte next = buffer.get();
      if (next == '\n') {
        var text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(next);
    }
  }

  private void need() throws IOException {
    if (!fill()) {
      throw new IOException("The answer ended too early");
    }
  }

  private boolean fill() throws IOException {
    while (!buffer.hasRemaining()) {
      buffer.clear();
      int read = channel.read(buffer);
      buffer.flip();
      if (read < 0) {
        return false;
      }
    }
    return true;
  }
}
