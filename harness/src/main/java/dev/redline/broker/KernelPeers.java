package dev.redline.broker;

import dev.redline.linux.OpenFile;
import dev.redline.linux.PeerCredentials;
import dev.redline.linux.Pidfd;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.linux.ProcessTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Peers as this machine's kernel and /proc tell of them. */
public final class KernelPeers implements Peers {
  // Only how soon a watch that was closed lets its thread go; an end is seen at once.
  private static final Duration LOOK_FOR_CLOSE = Duration.ofSeconds(2);

  private final ProcessTable table;
  private final Duration lookForClose;

  public KernelPeers(ProcessTable table) {
    this(table, LOOK_FOR_CLOSE);
  }

  KernelPeers(ProcessTable table, Duration lookForClose) {
    this.table = table;
    this.lookForClose = lookForClose;
  }

  @Override
  public ProcessKey of(SocketChannel connection) throws IOException {
    Optional<Pidfd> held = PeerCredentials.pidfd(connection);
    if (held.isEmpty()) {
      throw new IOException("The process that connected has ended, or its kernel is before 6.5.");
    }
    try (Pidfd pidfd = held.get()) {
      long pid = PeerCredentials.of(connection).pid(); // 0 where it has no number here
      Optional<ProcessKey> key = table.find(pid);
      // Asked after the look: if it lives now, its number was not another's then.
      if (key.isEmpty() || pidfd.hasExited()) {
        throw new IOException("The process %d that connected has ended.".formatted(pid));
      }
      return key.get();
    }
  }

  @Override
  public Optional<ProcessSnapshot> snapshot(ProcessKey process) {
    return table.snapshot(process);
  }

  @Override
  public List<OpenFile> filesHeld(ProcessKey process, long atLeastBytes) {
    return table.filesOf(process, atLeastBytes);
  }

  @Override
  public Closeable whenEnded(ProcessKey process, Runnable action) throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    Optional<Pidfd> held = Pidfd.open(process, table);
    Thread.ofPlatform() // poll(2) holds its thread, so no carrier of virtual ones may do it
        .daemon()
        .name("watch-" + process)
        .start(() -> {
          if (held.isEmpty() || awaitEnd(held.get(), closed)) {
            action.run();
          }
        });
    return () -> closed.set(true);
  }

  /** Whether it ended before the watch was closed. */
  private boolean awaitEnd(Pidfd held, AtomicBoolean closed) {
    try (held) {
      while (!closed.get()) {
        if (held.awaitExit(lookForClose)) {
          return !closed.get();
        }
      }
      return false;
    } catch (IOException e) {
      // A holder that cannot be watched counts as ended: no thought without a watched holder.
      return true;
    }
  }
}
