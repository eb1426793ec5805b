package dev.redline.broker;

import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;

/**
 * The processes at the other end of the socket, as the kernel knows them. Safe for use by many
 * threads.
 */
public interface Peers {
  /**
   * The process that opened this connection.
   *
   * @throws IOException when it has ended already, or the kernel does not say
   */
  ProcessKey of(SocketChannel connection) throws IOException;

  /** How the process is now; empty when it has ended. */
  Optional<ProcessSnapshot> snapshot(ProcessKey process);

  /**
   * Which files of at least so many bytes the process holds now. A file whose size cannot be told
   * is among them.
   */
  List<OpenFile> filesHeld(ProcessKey process, long atLeastBytes);

  /**
   * Runs the action once, on a thread of its own, as soon as the process has ended; at once when it
   * has ended already. Closing what is returned ends the watch.
   */
  Closeable whenEnded(ProcessKey process, Runnable action) throws IOException;
}
