package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.redline.evidence.Observation.HarnessFault;
import dev.redline.linux.ProcessTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what the kernel does for the processes of a world: reads strace's output as it comes
 * and records an event for each call that counts.
 *
 * <p>strace runs outside, round the world, with {@link #straceOptions()} and {@code -o} to a pipe
 * that is read here, on a thread of its own. It waits for its reader, so a slow reader slows the
 * subject and loses nothing. Whatever is lost all the same, and an end of strace before that of its
 * world, is recorded as a fault of the recorder; an end of both before {@link #expectEnd()} as one
 * of the testbed. Either makes the trial invalid.
 */
public final class Recorder implements AutoCloseable {
  private static final int LONGEST_QUOTE = 200;

  private final EvidenceLog log;
  private final InputStream trace;
  private final TraceInterpreter interpreter;
  private final Thread thread;
  private final AtomicInteger losses = new AtomicInteger();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean endExpected;

  private Recorder(InputStream trace, EvidenceLog log, Optional<String> init, ProcessTable table) {
    this.trace = requireNonNull(trace, "trace");
    this.log = requireNonNull(log, "log");
    this.interpreter = new TraceInterpreter(init, table, log::record, this::lost);
    this.thread = Thread.ofPlatform().daemon().name("recorder").unstarted(this::read);
  }

  /**
   * Records a host: everything from the first start of its init on, by init and what descends from
   * it. What sets the host up is left out.
   *
   * @param trace strace's output; closed by the recorder
   * @param init the program that the host's first process runs, such as {@code /run/init}
   * @param table of the processes that strace watches, numbered as strace numbers them
   */
  public static Recorder ofHost(
      InputStream trace, EvidenceLog log, String init, ProcessTable table) {
    return start(new Recorder(trace, log, Optional.of(init), table));
  }

  /**
   * Records everything that strace saw.
   *
   * @param table of the processes that strace watches, numbered as strace numbers them
   */
  public static Recorder ofAll(InputStream trace, EvidenceLog log, ProcessTable table) {
    return start(new Recorder(trace, log, Optional.empty(), table));
  }

  private static Recorder start(Recorder recorder) {
    recorder.thread.start();
    return recorder;
  }

  /**
   * Options that strace must be given, without {@code -o}.
   *
   * <p>{@code -q}, not {@code -qqq}: the latter leaves out how processes ended. {@code decode-fds}:
   * paths of descriptors, without which a relative path means nothing. {@code abbrev}: without it
   * only 32 arguments of a command are told. {@code signal}: leaves out arrivals that end nobody;
   * with {@code none} the ends by signal would be missing too. No time stamps: evidence has the
   * log's one clock. A call under {@code inject} is denied and told.
   */
  public static List<String> straceOptions() {
    return straceOptions(false);
  }

  /**
   * As {@link #straceOptions()}.
   *
   * @param restarts whether reboot(2) is left to the kernel, for a world whose host it restarts
   */
  public static List<String> straceOptions(boolean restarts) {
    var options =
        new ArrayList<>(
            List.of("-f", "--seccomp-bpf", "-q", "--decode-fds=path,pidfd", "-s", "4096"));
    options.addAll(
        List.of("-e", "signal=!SIGCHLD,SIGCONT,SIGURG,SIGWINCH", "-e", "abbrev=!execve,execveat"));
    var calls =
        Stream.of(
                TracedCalls.PROCESS,
                TracedCalls.FIRST,
                List.of(TracedCalls.OWN_NUMBER),
                TracedCalls.SIGNAL,
                TracedCalls.FILE,
                TracedCalls.NETWORK,
                TracedCalls.DENIED,
                TracedCalls.DENIED_BY_KERNEL)
            .flatMap(List::stream);
    options.addAll(List.of("-e", "trace=" + TracedCalls.set(calls)));
    options.addAll(
        List.of(
            "-e",
            "inject="
                + TracedCalls.set(
                    TracedCalls.DENIED.stream().filter(call -> !restarts || !call.equals("reboot")))
                + ":error=EPERM"));
    return List.copyOf(options);
  }

  /**
   * Names of the system calls that are denied to the watched processes, by {@link #straceOptions}
   * or by the kernel, so that each attempt is told. A filter in the kernel must leave them alone:
   * it comes first and would hide them.
   */
  public static Set<String> deniedCalls() {
    return TracedCalls.DENIED_AND_TOLD;
  }

  /**
   * Watches what strace writes on its standard error: any line that begins with its name is a
   * fault. What the processes round the world write there is kept for an error message.
   *
   * @return the last such lines, at most 100, complete once the stream has ended
   */
  public List<String> watchComplaints(InputStream errors) {
    List<String> others = new java.util.concurrent.CopyOnWriteArrayList<>();
    var _ =
        Thread.ofVirtual()
            .name("recorder-complaints")
            .start(() -> {
              try (var lines = new BufferedReader(new InputStreamReader(errors, UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  complaint(line, others);
                }
              } catch (IOException e) {
                fault("strace's errors can no longer be read: " + e.getMessage());
              }
            });
    return others;
  }

  /**
   * Whose fault it is that the programs which hold a world up wrote to standard error: what strace
   * complains of may be missing; the others complain of an end that was not theirs.
   */
  public static FaultCause causeOf(String complaint) {
    return complaint.lines().anyMatch(Recorder::isOfStrace)
        ? FaultCause.RECORDER
        : FaultCause.TESTBED;
  }

  private static boolean isOfStrace(String line) {
    return line.matches("(?:.*/)?strace: .*");
  }

  private void complaint(String line, List<String> others) {
    if (isOfStrace(line) && !endExpected) {
      fault("strace complained: " + quoted(line));
    } else {
      others.add(quoted(line));
      if (others.size() > 100) {
        others.removeFirst();
      }
    }
  }

  /** From now on the end of the trace is no fault: the world is being ended. */
  public void expectEnd() {
    endExpected = true;
  }

  /** Waits until the trace has ended, however that came; its reader's thread need do no more. */
  public void awaitEnd() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same, but no longer than this: then it has not ended. */
  public void awaitEnd(Duration longest) {
    try {
      boolean _ = thread.join(longest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until all that strace wrote is recorded.
   *
   * @throws EvidenceException when the trace does not end in time, or could not be recorded
   */
  public void finish(Duration deadline) {
    expectEnd();
    try {
      if (!thread.join(deadline)) {
        throw new EvidenceException(
            "The trace did not end within %s. Expected: strace ended with its world."
                .formatted(deadline));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EvidenceException("Stopped while waiting for the end of the trace.", e);
    }
    var failed = failure.get();
    if (failed != null) {
      throw new EvidenceException("The recorder stopped: " + failed.getMessage(), failed);
    }
    if (!interpreter.started()) {
      fault("the trace ended before the host's init was seen to start");
    }
  }

  /** Stops reading. May be called twice. */
  @Override
  public void close() {
    expectEnd();
    try {
      trace.close();
    } catch (IOException e) {
      throw new EvidenceException("Cannot close the trace: " + e.getMessage(), e);
    }
  }

  private void read() {
    try (trace) {
      var lines = new BoundedLines(trace);
      for (String line = lines.next(); line != null; line = lines.next()) {
        take(line);
      }
      interpreter.end();
      if (lines.endedInside() && !endExpected) {
        lost("the trace ended in the middle of a line");
      }
    } catch (IOException e) {
      if (!endExpected) {
        fault("the trace can no longer be read: " + e.getMessage());
      }
    } catch (RuntimeException e) {
      failure.set(e); // handed out by finish(): what cannot be recorded cannot be noted here
      return;
    }
    noteEnd();
  }

  private void take(String line) {
    TraceLine parsed;
    try {
      parsed = TraceLine.parse(line);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      lost(line); // a line that no strace writes
      return;
    }
    interpreter.take(parsed);
  }

  private void noteEnd() {
    try {
      if (losses.get() > 1) {
        fault("%d lines of the trace were lost in all".formatted(losses.get()));
      }
      // Where the host's init never started, no world came up, and why is for the testbed to say.
      if (!endExpected && interpreter.started()) {
        if (interpreter.sawTheEnd()) {
          log.record(
              new HarnessFault(FaultCause.TESTBED, "the testbed ended before its trial did"));
        } else {
          fault("strace ended before the world that it watched");
        }
      }
    } catch (EvidenceException e) {
      failure.set(e);
    }
  }

  private void lost(String line) {
    if (losses.incrementAndGet() == 1) {
      fault("a line of the trace was lost: " + quoted(line));
    }
  }

  private void fault(String what) {
    log.record(new HarnessFault(FaultCause.RECORDER, what));
  }

  private static String quoted(String line) {
    return line.length() <= LONGEST_QUOTE
        ? line
        : line.substring(0, LONGEST_QUOTE) + TraceArguments.CUT;
  }
}
