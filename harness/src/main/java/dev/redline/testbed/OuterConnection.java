package dev.redline.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection that a helper process carries; closing it ends the helper. */
final class OuterConnection implements ByteChannel {
  /** What the helper writes first. */
  static final char CONNECTED = '+';

  // A listener that stands still takes no connection once those that wait for it are many; the
  // kernel would try for two minutes, whatever became of whoever asked.
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final Process carrier;
  private final ReadableByteChannel in;
  private final WritableByteChannel out;

  private OuterConnection(Process carrier) {
    this.carrier = carrier;
    this.in = Channels.newChannel(carrier.getInputStream());
    this.out = Channels.newChannel(carrier.getOutputStream());
  }

  /**
   * Starts the helper and waits until it is connected.
   *
   * @throws ConnectException when nobody listens there, or takes no connection within 10 s
   */
  static OuterConnection open(List<String> command, String target) throws IOException {
    return open(command, target, LONGEST);
  }

  static OuterConnection open(List<String> command, String target, Duration longest)
      throws IOException {
    var carrier = OuterCommand.process(command).start();
    var connected = new AtomicBoolean();
    CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> {
          if (!connected.get()) {
            carrier.toHandle().destroyForcibly(); // its streams stay, to be read to their end
          }
        });
    connected.set(carrier.getInputStream().read() == CONNECTED);
    if (!connected.get()) {
      var reason = new String(carrier.getErrorStream().readAllBytes(), UTF_8).strip();
      carrier.destroyForcibly();
      throw new ConnectException("%s in a host: %s".formatted(target, reason));
    }
    return new OuterConnection(carrier);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return in.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int written = out.write(from);
    carrier.getOutputStream().flush();
    return written;
  }

  @Override
  public boolean isOpen() {
    return in.isOpen();
  }

  @Override
  public void close() throws IOException {
    // Its second process ends by itself: at the end of our output, or with the peer.
    carrier.destroyForcibly();
    in.close();
    try {
      out.close();
    } catch (IOException e) {
      // The carrier is gone, and with it whoever would have read what was left.
    }
  }
}
