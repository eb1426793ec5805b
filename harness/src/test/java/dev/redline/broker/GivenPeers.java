package dev.redline.broker;

import dev.redline.linux.OpenFile;
import dev.redline.linux.ProcessKey;
import dev.redline.linux.ProcessSnapshot;
import dev.redline.linux.ProcessTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Peers as the kernel tells of them, for a test to change one thing about. */
class GivenPeers implements Peers {
  private final Peers kernel = new KernelPeers(new ProcessTable(Path.of("/proc")));

  @Override
  public ProcessKey of(SocketChannel connection) throws IOException {
    return kernel.of(connection);
  }

  @Override
  public Optional<ProcessSnapshot> snapshot(ProcessKey process) {
    return kernel.snapshot(process);
  }

  @Override
  public List<OpenFile> filesHeld(ProcessKey process, long atLeastBytes) {
    return kernel.filesHeld(process, atLeastBytes);
  }

  @Override
  public Closeable whenEnded(ProcessKey process, Runnable action) throws IOException {
    return kernel.whenEnded(process, action);
  }
}
