package dev.redline.evidence;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.HostBegan;
import dev.redline.evidence.KernelEvent.PrivilegedTried;
import dev.redline.evidence.KernelEvent.Signalled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns lines of strace's output into events: joins interrupted calls, takes threads for their
 * process, leaves out what is not of the host. For one thread.
 *
 * <p>A new task's lines may come before the line in which its parent's call returns, and only that
 * one says whether it is a process or a thread and whose. Such lines wait for it.
 */
final class TraceInterpreter {
  /** Most lines that wait for their task's origin; more than any clone call lets through. */
  private static final int MOST_WAITING = 100_000;

  /** bubblewrap's option for the name of the host that it makes. */
  private static final String HOST_NAME = "--hostname";

  private final Optional<String> init;
  private final Consumer<KernelEvent> events;
  private final Consumer<String> losses;
  private final Map<Long, TracedProcess> processes = new HashMap<>();
  private final Map<Long, String> unfinished = new HashMap<>();
  private final Set<Long> cloning = new HashSet<>();
  private final Set<Long> adopted = new HashSet<>();
  private final Map<Long, List<TraceLine>> waiting = new LinkedHashMap<>();
  private final Map<String, Long> restarts = new HashMap<>();
  private final NetworkCalls network = new NetworkCalls();
  private final Logins logins = new Logins();
  private int waitingLines;
  private boolean started;
  private long first;
  private boolean firstEnded;

  /**
   * @param init program whose first start begins the host: what came before set it up. Empty: all
   *     is of the host
   * @param losses told what could not be understood or kept
   */
  TraceInterpreter(Optional<String> init, Consumer<KernelEvent> events, Consumer<String> losses) {
    this.init = init;
    this.events = events;
    this.losses = losses;
    this.started = init.isEmpty();
  }

  void take(TraceLine line) {
    switch (line) {
      case TraceLine.Passed() -> {
        // tells nothing of ours
      }
      case TraceLine.Unreadable(var text) -> losses.accept(text);
      case TraceLine.Call call -> task(call.task(), call);
      case TraceLine.Unfinished part -> task(part.task(), part);
      case TraceLine.Resumed part -> task(part.task(), part);
      case TraceLine.Ended end -> task(end.task(), end);
      case TraceLine.Superseded change -> task(change.task(), change);
    }
  }

  /** Whether the host has begun. */
  boolean started() {
    return started;
  }

  /**
   * Whether the end of the first of all processes was told, which strace itself started: its world
   * had ended, and strace by itself. Else strace was ended.
   */
  boolean sawTheEnd() {
    return firstEnded;
  }

  /** Takes what still waits as it is: no more lines will come. */
  void end() {
    cloning.clear();
    releaseOrphans();
  }

  private void task(long task, TraceLine line) {
    if (first == 0) {
      first = task;
    }
    firstEnded |= task == first && line instanceof TraceLine.Ended;
    var process = processes.get(task);
    if (process == null) {
      if (cloning.size() > 1) {
        keepWaiting(task, line);
        return;
      }
      if (cloning.size() == 1) {
        process = adopt(task, cloning.iterator().next());
      } else {
        // The first of all, or one whose parent ended before its call returned.
        process = new TracedProcess(task, "", init.isEmpty() || started);
        processes.put(task, process);
      }
      release(task); // It may have waited while more than one could be its parent.
    }
    known(process, task, line);
  }

  /**
   * Where only one call is making a task, the new one is its. It need not wait, so a child for
   * which its parent waits (vfork) may do as much as it likes.
   */
  private TracedProcess adopt(long task, long parentTask) {
    var parent = processes.get(parentTask);
    String begun = unfinished.get(parentTask);
    if (parent == null || begun == null) {
      // Its end was not told; the call that was its last can make no other task any more.
      cloning.remove(parentTask);
      var orphan = new TracedProcess(task, "", init.isEmpty() || started);
      processes.put(task, orphan);
      return orphan;
    }
    adopted.add(task);
    return born(parent, task, begun);
  }

  private TracedProcess born(TracedProcess parent, long task, String flags) {
    if (flags.contains("CLONE_THREAD")) {
      processes.put(task, parent);
      return parent;
    }
    var child = parent.child(task);
    processes.put(task, child);
    emit(parent, new Forked(parent.pid(), task));
    return child;
  }

  private void keepWaiting(long task, TraceLine line) {
    if (waitingLines >= MOST_WAITING) {
      losses.accept("more than " + MOST_WAITING + " lines waited for their process's origin");
      return;
    }
    waitingLines++;
    waiting.computeIfAbsent(task, key -> new ArrayList<>()).add(line);
  }

  private void known(TracedProcess process, long task, TraceLine line) {
    switch (line) {
      case TraceLine.Call call -> call(process, call);
      case TraceLine.Unfinished part -> {
        unfinished.put(task, part.text());
        if (isClone(part.text().substring(0, Math.max(0, part.text().indexOf('('))))) {
          cloning.add(task);
        }
      }
      case TraceLine.Resumed part -> resumed(process, task, part.rest());
      case TraceLine.Ended end -> ended(process, task, end);
      case TraceLine.Superseded change -> superseded(task, change.thread());
      case TraceLine.Passed() -> {
        // tells nothing of ours
      }
      case TraceLine.Unreadable(var text) -> losses.accept(text);
    }
  }

  private void resumed(TracedProcess process, long task, String rest) {
    String begun = unfinished.remove(task);
    if (begun == null) {
      losses.accept(task + " resumed a call that never began:" + rest);
      return;
    }
    switch (TraceLine.call(task, begun + rest)) {
      case TraceLine.Call call -> call(process, call);
      case TraceLine other -> {
        stopCloning(task);
        losses.accept(task + " " + begun + rest);
      }
    }
  }

  private void ended(TracedProcess process, long task, TraceLine.Ended end) {
    unfinished.remove(task);
    processes.remove(task);
    if (task == process.pid()) {
      emit(process, new Exited(task, end.status(), end.signal()));
    }
    stopCloning(task);
  }

  /** A thread's program takes the process's number: the call that it began is the process's now. */
  private void superseded(long task, long thread) {
    processes.remove(thread);
    String begun = unfinished.remove(thread);
    if (begun != null) {
      unfinished.put(task, begun);
    }
  }

  private void call(TracedProcess process, TraceLine.Call call) {
    var arguments = new TraceArguments(call.arguments());
    var result = new TraceResult(call.result());
    String name = call.name();
    learnDirectory(process, arguments);
    if (isClone(name)) {
      cloned(process, call, result);
    } else if (name.equals("execve") || name.equals("execveat")) {
      executed(process, name, arguments, result);
    } else if (name.equals("chdir") || name.equals("fchdir")) {
      moved(process, name, arguments, result);
    } else if (TracedCalls.SIGNAL.contains(name)) {
      signalled(process, call.task(), name, arguments, result);
    } else if (TracedCalls.NETWORK.contains(name)) {
      network.event(process, name, arguments, result).ifPresent(event -> emit(process, event));
    } else if (TracedCalls.PRIVILEGED.contains(name)) {
      if (name.equals("reboot") && result.neverReturned() && process.inside()) {
        restarts.put(process.host(), process.pid());
      }
      emit(
          process,
          new PrivilegedTried(process.pid(), name, shortened(call.arguments()), result.error()));
    } else {
      FileCalls.event(process, name, arguments, result).ifPresent(event -> emit(process, event));
    }
  }

  private static boolean isClone(String name) {
    return name.equals("clone")
        || name.equals("clone3")
        || name.equals("fork")
        || name.equals("vfork");
  }

  private void cloned(TracedProcess parent, TraceLine.Call call, TraceResult result) {
    if (result.error().isEmpty() && result.pid().isPresent()) {
      long task = result.pid().getAsLong();
      if (!adopted.remove(task)) {
        born(parent, task, call.arguments());
      }
      release(task);
    } else if (call.arguments().contains("CLONE_NEW")) {
      emit(
          parent,
          new PrivilegedTried(
              parent.pid(), call.name(), shortened(call.arguments()), result.error()));
    }
    stopCloning(call.task());
  }

  private void release(long task) {
    var lines = waiting.remove(task);
    if (lines != null) {
      waitingLines -= lines.size();
      lines.forEach(line -> task(task, line));
    }
  }

  private void stopCloning(long task) {
    if (cloning.remove(task) && cloning.isEmpty()) {
      releaseOrphans();
    }
  }

  private void releaseOrphans() {
    while (cloning.isEmpty() && !waiting.isEmpty()) {
      release(waiting.keySet().iterator().next());
    }
  }

  private void executed(TracedProcess process, String call, TraceArguments a, TraceResult result) {
    int program = call.equals("execve") ? 0 : 1;
    String base = call.equals("execve") ? "" : a.path(0);
    // Where a thread started a program strace gives errno 257 and more: no error, a lost result.
    boolean lost = result.text().startsWith("-1 (errno");
    var error = lost ? Optional.<String>empty() : result.error();
    var event =
        new Executed(
            process.pid(),
            process.resolve(base, a.text(program)),
            a.list(program + 1),
            process.directory(),
            error);
    if (error.isEmpty() && !process.inside()) {
      named(event).ifPresent(process::setUp);
      if (startsInit(event)) {
        process.enter();
        started = true;
        emit(
            process,
            new HostBegan(
                process.pid(),
                process.host(),
                Optional.ofNullable(restarts.remove(process.host()))));
      }
    }
    emit(process, event);
  }

  /** What makes a host is told the host's name. */
  private static Optional<String> named(Executed event) {
    int at = event.arguments().indexOf(HOST_NAME);
    return at >= 0 && at + 1 < event.arguments().size()
        ? Optional.of(event.arguments().get(at + 1))
        : Optional.empty();
  }

  private boolean startsInit(Executed event) {
    return init.isPresent()
        && (event.program().equals(init.get())
            || (event.arguments().size() > 1 && event.arguments().get(1).equals(init.get())));
  }

  private static void moved(
      TracedProcess process, String call, TraceArguments a, TraceResult result) {
    if (result.error().isEmpty()) {
      process.moveTo(
          call.equals("chdir") ? process.resolve("", a.text(0)) : process.resolve(a.path(0), ""));
    }
  }

  /** strace tells the working directory where a call names it as its base. */
  private static void learnDirectory(TracedProcess process, TraceArguments a) {
    if (a.raw(0).startsWith("AT_FDCWD<") && a.path(0).startsWith("/")) {
      process.moveTo(a.path(0));
    }
  }

  private void signalled(
      TracedProcess process, long task, String call, TraceArguments a, TraceResult result) {
    int signal = call.equals("tgkill") || call.equals("rt_tgsigqueueinfo") ? 2 : 1;
    var number = call.equals("pidfd_send_signal") ? pidOfDescriptor(a.raw(0)) : a.pid(0);
    if (number.isEmpty()) {
      if (result.error().isPresent()) {
        return; // no such descriptor: nobody was meant
      }
      losses.accept(task + " sent a signal to nobody that can be told: " + a.raw(0));
      return;
    }
    long target = number.getAsLong();
    var thread = processes.get(target);
    boolean amongItsThreads = !call.equals("kill") && thread == process;
    if (!amongItsThreads) {
      long whole = thread == null ? target : thread.pid();
      emit(process, new Signalled(process.pid(), whole, a.raw(signal), result.error()));
    }
  }

  /** As in {@code 3<pid:14167>}. */
  private static java.util.OptionalLong pidOfDescriptor(String descriptor) {
    String text = TraceArguments.annotation(descriptor);
    return text.startsWith("pid:")
        ? TraceArguments.pid(text.substring("pid:".length()))
        : java.util.OptionalLong.empty();
  }

  private static String shortened(String arguments) {
    return arguments.length() <= 1000
        ? arguments
        : arguments.substring(0, 1000) + TraceArguments.CUT;
  }

  private void emit(TracedProcess process, KernelEvent event) {
    if (process.inside()) {
      events.accept(event);
      logins.take(process, event).ifPresent(events);
    }
  }
}
