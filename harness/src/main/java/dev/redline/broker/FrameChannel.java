package dev.redline.broker;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One connection of a client, cut into messages, each with a deadline. Memory is taken only as
 * bytes come in, and few large messages are held at the same time.
 */
final class FrameChannel {
  /** As the protocol has it. */
  static final int MAX_FRAME = 16 << 20;

  private static final int LARGE = 256 << 10;

  private final SocketChannel channel;
  private final Duration limit;
  private final ScheduledExecutorService timer;
  private final Semaphore large;
  private volatile boolean late;

  /**
   * @param timer on which deadlines are kept
   * @param large how many large messages may be read at the same time, over all connections
   */
  FrameChannel(
      SocketChannel channel, Duration limit, ScheduledExecutorService timer, Semaphore large) {
    this.channel = channel;
    this.limit = limit;
    this.timer = timer;
    this.large = large;
  }

  /**
   * Reads the next message.
   *
   * @throws Refusal when it is too slow, too large, cut short, or no JSON object
   * @throws EOFException when the client went away before its first byte
   */
  ObjectNode read() throws IOException, Refusal, InterruptedException {
    late = false;
    ScheduledFuture<?> deadline = deadline(this::tooLate);
    try {
      int length = ByteBuffer.wrap(fill(4, true)).getInt();
      if (length < 2 || length > MAX_FRAME) {
        throw Wire.bad(
            "A message must have 2 to %d bytes, but this one is announced with %d."
                .formatted(MAX_FRAME, Integer.toUnsignedLong(length)));
      }
      if (length <= LARGE) {
        return Wire.object(fill(length, false));
      }
      if (!large.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Refusal(
            Refusal.Code.BUSY, "Too many large messages come in at the same time. Try again.");
      }
      try {
        return Wire.object(fill(length, false));
      } finally {
        large.release();
      }
    } finally {
      deadline.cancel(false);
    }
  }

  private byte[] fill(int length, boolean first) throws IOException, Refusal {
    byte[] bytes = new byte[Math.min(length, 64 << 10)];
    int have = 0;
    while (have < length) {
      if (have == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(length, bytes.length * 2));
      }
      int count = channel.read(ByteBuffer.wrap(bytes, have, bytes.length - have));
      if (count < 0) {
        if (late) {
          throw Wire.bad(
              "No whole message came within %d ms; the connection is closed."
                  .formatted(limit.toMillis()));
        }
        if (first && have == 0) {
          throw new EOFException("the client closed the connection");
        }
        throw Wire.bad("The connection ended in the middle of a message.");
      }
      have += count;
    }
    return bytes;
  }

  /** Ends a read that takes too long, in a way that still lets an answer be written. */
  private void tooLate() {
    late = true;
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      throw new UncheckedIOException("a slow connection could not be ended", e);
    }
  }

  /** Writes a message; a client that does not take it in time loses its connection. */
  void write(JsonNode message) throws IOException {
    byte[] bytes = message.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).flip();
    ScheduledFuture<?> deadline = deadline(this::close);
    try {
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    } finally {
      deadline.cancel(false);
    }
  }

  /** Without one nothing may be begun: the broker is being closed, and this connection with it. */
  private ScheduledFuture<?> deadline(Runnable missed) throws ClosedChannelException {
    try {
      return timer.schedule(missed, limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      var closed = new ClosedChannelException();
      closed.initCause(e);
      throw closed;
    }
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a connection could not be closed", e);
    }
  }
}
