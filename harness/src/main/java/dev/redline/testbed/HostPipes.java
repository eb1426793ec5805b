package dev.redline.testbed;

import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two pipes between us and one host's init. The first host's answers are its world's own
 * output; every other host has a FIFO for them.
 */
final class HostPipes implements Closeable {
  private final int number;
  private final Path folder;

  /** Of the FIFO of orders, as long as nobody reads it yet. */
  private final RandomAccessFile both;

  private volatile @Nullable FileOutputStream orders;

  private HostPipes(int number, Path folder) throws IOException {
    this.number = number;
    this.folder = folder;
    // Opened both ways, since opening a FIFO one way waits for the other end.
    this.both = new RandomAccessFile(fifo(WorldCommand.ORDERS), "rw");
  }

  /** Opens those of so many hosts. */
  static List<HostPipes> open(Path folder, int hosts) throws IOException {
    var pipes = new ArrayList<HostPipes>();
    try {
      for (int number = 0; number < hosts; number++) {
        pipes.add(new HostPipes(number, folder));
      }
    } catch (IOException e) {
      close(pipes);
      throw e;
    }
    return List.copyOf(pipes);
  }

  private File fifo(String name) {
    return folder.resolve(HostCommand.file(name, number)).toFile();
  }

  /** Speaks with the host's init over them. */
  InitChannel channel(Process world) {
    var name = "init-answers-" + number;
    if (number == 0) {
      return new InitChannel(this::orders, world::getInputStream, name);
    }
    var fifo = fifo(WorldCommand.ANSWERS);
    var _ = world.onExit().thenRun(() -> free(fifo.toPath()));
    return new InitChannel(this::orders, () -> new FileInputStream(fifo), name);
  }

  /**
   * The pipe of orders, opened one way now that init reads it: once nobody does any more, a write
   * fails, while one to a pipe that we could read ourselves would wait for ever when it is full.
   */
  private OutputStream orders() throws IOException {
    var one = new FileOutputStream(fifo(WorldCommand.ORDERS));
    orders = one;
    both.close();
    return one;
  }

  /** Whoever still waits for the other end of a FIFO to be opened comes to its end. */
  static void free(Path fifo) {
    if (!Files.exists(fifo)) {
      return;
    }
    try (var opened = new RandomAccessFile(fifo.toFile(), "rw")) {
      opened.getFD();
    } catch (IOException e) {
      throw new TestbedException("A pipe of a world could not be closed: " + fifo, e);
    }
  }

  /**
   * Waits for the end of a thread that reads a FIFO to its end. It may only be about to open it: so
   * it is freed again and again.
   */
  static void finish(Path fifo, Thread reader) throws InterruptedException {
    do {
      free(fifo);
    } while (!reader.join(Duration.ofMillis(20)));
  }

  static void close(List<HostPipes> pipes) throws IOException {
    for (var pipe : pipes) {
      pipe.close();
    }
  }

  @Override
  public void close() throws IOException {
    both.close();
    var opened = orders;
    if (opened != null) {
      opened.close();
    }
  }
}
