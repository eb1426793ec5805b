package dev.redline.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A connection that a helper process carries; closing it ends the helper. */
final class OuterConnection implements ByteChannel {
  /** What the helper writes first. */
  static final char CONNECTED = '+';

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
   * @throws ConnectException when nobody listens there
   */
  static OuterConnection open(List<String> command, String target) throws IOException {
    var carrier = OuterCommand.process(command).start();
    if (carrier.getInputStream().read() != CONNECTED) {
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
