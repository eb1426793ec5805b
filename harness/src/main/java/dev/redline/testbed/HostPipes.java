package dev.redline.testbed;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The two pipes between us and one host's init. The first host's answers are its world's own
 * output; every other host has a FIFO for them.
 */
record HostPipes(int number, Path folder, RandomAccessFile orders) {
  /** Opens those of so many hosts. */
  static List<HostPipes> open(Path folder, int hosts) throws IOException {
    var pipes = new ArrayList<HostPipes>();
    try {
      for (int number = 0; number < hosts; number++) {
        // Opened both ways, since opening a FIFO one way waits for the other end.
        var orders = folder.resolve(HostCommand.file(WorldCommand.ORDERS, number));
        pipes.add(new HostPipes(number, folder, new RandomAccessFile(orders.toFile(), "rw")));
      }
    } catch (IOException e) {
      close(pipes);
      throw e;
    }
    return List.copyOf(pipes);
  }

  /** Speaks with the host's init over them. */
  InitChannel channel(Process world) throws IOException {
    var out = new FileOutputStream(orders.getFD());
    var name = "init-answers-" + number;
    if (number == 0) {
      return new InitChannel(out, world::getInputStream, name);
    }
    var fifo = folder.resolve(HostCommand.file(WorldCommand.ANSWERS, number));
    var _ = world.onExit().thenRun(() -> free(fifo));
    return new InitChannel(out, () -> new FileInputStream(fifo.toFile()), name);
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
      pipe.orders.close();
    }
  }
}
