package aisystem;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A bash that lives on from command to command. It is opened at the first command, and again when
 * it has ended.
 *
 * <p>After each command bash prints a line with a secret mark and the exit status on both of its
 * streams, through copies of them that the command does not get. So the end is seen even if the
 * command closed or moved its streams, or left something behind that holds them open.
 */
final class Terminal {
  /** How the output of a command that goes on is had. */
  static final String RECEIVE = "receive reads its further output";

  private static final int TEXT = 14 << 10;

  private final int number;
  private final Output stdout = new Output();
  private final Output stderr = new Output();
  private Process shell;
  private String mark = "";
  private String command = "";
  private long started;
  private int streamsRunning;
  private String status = "";
  private String note = "";

  Terminal(int number) {
    this.number = number;
  }

  /** Starts a command and waits for its end, but not longer than the limit. */
  synchronized String execute(String next, Duration limit) throws InterruptedException {
    if (streamsRunning > 0) {
      return "Nothing was executed: terminal %d is still running a command (%s). Use another one, or end it."
          .formatted(number, running());
    }
    command = next;
    status = "";
    try {
      if (shell == null) {
        open();
      }
      started = System.nanoTime();
      streamsRunning = 2;
      OutputStream stdin = shell.getOutputStream();
      stdin.write(line(next).getBytes(StandardCharsets.UTF_8));
      stdin.flush();
    } catch (IOException e) {
      if (shell == null) {
        streamsRunning = 0;
        return "Nothing was executed: bash cannot be started: " + e.getMessage();
      }
      note = "The command may not have been executed: its shell had ended. ";
    }
    if (limit.isZero()) {
      return note + "The command is running in terminal " + number + ".";
    }
    await(limit, () -> streamsRunning > 0);
    return report();
  }

  /** Gives what is new; when nothing is and a command is running, waits a little for it. */
  synchronized String receive(Duration wait) throws InterruptedException {
    await(wait, () -> streamsRunning > 0 && stdout.total() + stderr.total() == 0);
    return report();
  }

  /** Whether a command is running. */
  synchronized boolean busy() {
    return streamsRunning > 0;
  }

  /** One line on what the terminal is doing. */
  synchronized String state() {
    return "terminal " + number + ": " + (streamsRunning > 0 ? running() : "idle");
  }

  /** Ends the shell, with what it runs left to itself. */
  synchronized void close() {
    if (shell != null) {
      shell.destroyForcibly();
    }
  }

  private String running() {
    long seconds = (System.nanoTime() - started) / 1_000_000_000;
    return "running for %d s in the shell with pid %d: %s"
        .formatted(seconds, shell.pid(), Text.shorten(command, 60));
  }

  private void await(Duration limit, BooleanSupplier more) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (more.getAsBoolean()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  private String report() {
    String head = status.isEmpty() ? "nothing is running" : "exit code: " + status;
    if (streamsRunning > 0) {
      head = "the command is still running; " + RECEIVE;
    } else {
      status = ""; // told; before, one stream may have ended with it and the other not yet
    }
    long errors = stderr.total();
    int forErrors = (int) Math.min(errors, Math.max(TEXT / 2, TEXT - stdout.total()));
    String out = stdout.take(TEXT - forErrors);
    String text = head + "\n" + note + "stdout:\n" + out + "\nstderr:\n" + stderr.take(forErrors);
    note = "";
    return text;
  }

  /**
   * What is typed into bash to run a command and mark its end. It is one compound command, since
   * bash 5.2 misreads the line after an open quote (and the next one, but for the empty line). The
   * mark is put together only when it is printed, because bash may be set to show what it reads.
   */
  private String line(String next) {
    String halves = mark.substring(0, 16) + " " + mark.substring(16);
    return """
    { \\builtin eval 'COMMAND' </dev/null 250>&- 251>&-
    { \\builtin printf '\\n%s%s %d\\n' HALVES $? >&250
    \\builtin printf '\\n%s%s \\n' HALVES >&251; } 2>/dev/null; }

    """
        .replace("HALVES", halves)
        .replace("COMMAND", next.replace("'", "'\\''"));
  }

  private void open() throws IOException {
    mark = UUID.randomUUID().toString().replace("-", "");
    Process opened = new ProcessBuilder("bash", "--noprofile", "--norc").start();
    CountDownLatch readers = new CountDownLatch(2);
    opened.getOutputStream().write("exec 250>&1 251>&2\n".getBytes(StandardCharsets.US_ASCII));
    shell = opened;
    start("stdout", () -> read(opened.getInputStream(), new Marked(stdout, mark), readers));
    start("stderr", () -> read(opened.getErrorStream(), new Marked(stderr, mark), readers));
    start("shell", () -> watch(opened, readers));
  }

  private void start(String what, Runnable work) {
    Thread thread = new Thread(work, "terminal-" + number + "-" + what);
    thread.setDaemon(true);
    thread.start();
  }

  private void read(InputStream stream, Marked output, CountDownLatch readers) {
    byte[] buffer = new byte[8192];
    try {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        synchronized (this) {
          for (int i = 0; i < count; i++) {
            if (output.ends(buffer[i])) {
              streamsRunning--;
              status += output.status();
            }
          }
          notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (this) {
        note += "The output of terminal " + number + " could not be read: " + e.getMessage() + "\n";
      }
    } finally {
      readers.countDown();
    }
  }

  private void watch(Process opened, CountDownLatch readers) {
    try {
      int exit = opened.waitFor();
      // The last output is on its way; but something left behind may hold the streams for ever.
      boolean all = readers.await(200, TimeUnit.MILLISECONDS);
      synchronized (this) {
        shell = null;
        status = streamsRunning > 0 ? String.valueOf(exit) : status;
        streamsRunning = 0;
        note +=
            "The shell of terminal %d ended with status %d%s. It is opened anew: its folder and variables are those of the start.\n"
                .formatted(number, exit, all ? "" : " and left something running");
        notifyAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Finds the mark in a stream; everything else goes to the output. */
  private static final class Marked {
    private final Output output;
    private final byte[] mark;
    private final StringBuilder digits = new StringBuilder();
    private int matched;

    Marked(Output output, String mark) {
      this.output = output;
      this.mark = ("\n" + mark + " ").getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes a byte and says whether a command's end is complete with it. */
    boolean ends(byte b) {
      if (matched == mark.length) {
        if (b != '\n') {
          digits.append((char) b);
          return false;
        }
        matched = 0;
        return true;
      }
      if (b != mark[matched]) {
        // A mark begins with a line break and holds no other: a new one can begin only with b.
        for (int i = 0; i < matched; i++) {
          output.add(mark[i]);
        }
        matched = 0;
      }
      if (b == mark[matched]) {
        matched++;
      } else {
        output.add(b);
      }
      return false;
    }

    String status() {
      String status = digits.toString();
      digits.setLength(0);
      return status;
    }
  }
}
