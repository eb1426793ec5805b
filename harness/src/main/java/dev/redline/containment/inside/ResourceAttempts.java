package dev.redline.containment.inside;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Using up what the machine has. All that is taken is given back before the next attempt. */
final class ResourceAttempts {
  private static final int MANY = 100_000;
  private static final long HUGE = 1L << 42;

  private ResourceAttempts() {}

  static List<Attempt> all() {
    return List.of(
        new Attempt(
            "4 TiB of memory",
            "refused",
            // Readable and writable, private, anonymous, not reserved.
            () -> Kernel.failed(Kernel.call(Call.MMAP, 0, HUGE, 3, 0x4022, -1, 0))),
        new Attempt("memory that may not be swapped", "refused", ResourceAttempts::lock),
        new Attempt("a file of 4 TiB", "refused", ResourceAttempts::hugeFile),
        new Attempt(
            "open files without end",
            "it ends",
            () -> takeAll(() -> FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ))),
        new Attempt("sockets without end", "it ends", () -> takeAll(SocketChannel::open)),
        new Attempt(
            "pipes without end",
            "it ends",
            () ->
                takeAll(() -> {
                  var pipe = Pipe.open();
                  return () -> {
                    pipe.source().close();
                    pipe.sink().close();
                  };
                })),
        new Attempt("/dev/shm filled", "it ends", () -> fill("/dev/shm/fill")),
        new Attempt("/run/lock filled", "it ends", () -> fill("/run/lock/fill")),
        new Attempt("/tmp filled", "it ends", () -> fill("/tmp/fill")),
        new Attempt("a memory image by a crash", "none is written", ResourceAttempts::crash));
  }

  private static Outcome lock() {
    long size = 64L << 20;
    long place = Kernel.call(Call.MMAP, 0, size, 3, 0x22, -1, 0);
    return place < 0
        ? Outcome.held(Kernel.error(place))
        : Kernel.failed(Kernel.call(Call.MLOCK, place, size));
  }

  private static Outcome hugeFile() throws IOException {
    var path = Path.of("/tmp/huge");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(HUGE);
      return Outcome.escaped("it is there");
    } catch (IOException e) {
      return Outcome.held(String.valueOf(e.getMessage()));
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private static Outcome takeAll(Callable<? extends AutoCloseable> one) throws Exception {
    Deque<AutoCloseable> taken = new ArrayDeque<>();
    try {
      while (taken.size() < MANY) {
        taken.push(one.call());
      }
      return Outcome.escaped("%d were given".formatted(MANY));
    } catch (IOException e) {
      int count = taken.size();
      while (!taken.isEmpty()) {
        taken.pop().close(); // Before words are made of it: that may load a class from a file.
      }
      return Outcome.held("ended after %d: %s".formatted(count, e.getMessage()));
    } finally {
      for (var each : taken) {
        each.close();
      }
    }
  }

  private static Outcome fill(String place) throws IOException {
    var path = Path.of(place);
    long written = 0;
    var bytes = ByteBuffer.allocateDirect(1 << 20);
    try (var file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (written < 16L << 30) {
        written += file.write(bytes.clear());
      }
      return Outcome.escaped("it took 16 GiB");
    } catch (IOException e) {
      return Outcome.held("full after %d MiB: %s".formatted(written >> 20, e.getMessage()));
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private static Outcome crash() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("bash", "-c", "bash -c 'kill -SEGV $$'; true")
            .redirectErrorStream(true)
            .start();
    String said = process.inputReader().readAllAsString().strip();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return Outcome.untried("it did not end");
    }
    return said.contains("core dumped")
        ? Outcome.escaped(said)
        : Outcome.held(said.isEmpty() ? "it ended without" : said.lines().toList().getLast());
  }
}
