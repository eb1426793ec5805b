package dev.redline.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A strace that follows one process and stands still, as it does where it gets no time to run. */
public final class StoppedTracer implements AutoCloseable {
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

  private final Process strace;
  private final Pidfd held;

  public StoppedTracer(ProcessKey traced, ProcessTable table) throws IOException {
    strace =
        new ProcessBuilder("strace", "-f", "-o", "/dev/null", "-p", Long.toString(traced.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    held = Pidfd.open(table.find(strace.pid()).orElseThrow(), table).orElseThrow();
    awaitTraced(traced.pid());
    held.signal(SIGSTOP);
  }

  private void awaitTraced(long pid) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    var status = Path.of("/proc", Long.toString(pid), "status");
    while (!Files.readString(status).contains("\nTracerPid:\t" + strace.pid() + "\n")) {
      assertThat(System.nanoTime()).as("still not traced").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Lets it go on, which ends when what it follows has ended. */
  @Override
  public void close() throws IOException {
    held.signal(SIGCONT);
    if (!held.awaitExit(Duration.ofSeconds(20))) {
      held.kill();
    }
    held.close();
  }
}
