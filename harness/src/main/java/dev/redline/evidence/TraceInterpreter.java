package dev.redline.evidence;

import dev.redline.evidence.KernelEvent.Executed;
import dev.redline.evidence.KernelEvent.Exited;
import dev.redline.evidence.KernelEvent.Forked;
import dev.redline.evidence.KernelEvent.HostBegan;
import dev.redline.evidence.KernelEvent.PrivilegedTried;
import dev.redline.linux.ProcessTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns lines of strace's output into events: joins interrupted calls, takes threads for their
 * process, leaves out what is not of the host. For one thread.
 *
 * <p>A new task's lines come before it is known whose it is where several can have made it at once.
 * They wait until {@link Origins} has found out.
 */
final class TraceInterpreter {
  /** bubblewrap's option for the name of the host that it makes. */
  private static final String HOST_NAME = "--hostname";

  private final Optional<String> init;
  private final Consumer<KernelEvent> events;
  private final Consumer<String> losses;
  private final Map<Long, TracedProcess> processes = new HashMap<>();
  private final Map<Long, String> unfinished = new HashMap<>();
  private final Origins origins;
  private final SignalCalls signals;
  private final List<Ending> ending = new ArrayList<>();
  private final Map<String, Long> restarts = new HashMap<>();
  private final NetworkCalls network = new NetworkCalls();
  private final Logins logins = new Logins();
  private final InnerNumbers outermost = InnerNumbers.outermost();
  private boolean started;
  private long first;
  private boolean firstEnded;

  /** The end of a process that has made a task of which nothing was told yet. */
  private record Ending(TracedProcess process, TraceLine.Ended end) {}

  /**
   * @param init program whose first start begins the host: what came before set it up. Empty: all
   *     is of the host
   * @param table tells whose a living task is
   * @param losses told what could not be understood or kept
   */
  TraceInterpreter(
      Optional<String> init,
      ProcessTable table,
      Consumer<KernelEvent> events,
      Consumer<String> losses) {
    this.init = init;
    this.origins = new Origins(table, losses);
    this.signals = new SignalCalls(processes, table, this::emit, losses);
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
    for (var found = origins.last(); found.isPresent(); found = origins.last()) {
      place(found.get());
    }
    signals.end();
    ending.forEach(one -> gone(one.process(), one.process().pid(), one.end()));
  }

  private void task(long task, TraceLine line) {
    if (first == 0) {
      first = task;
    }
    firstEnded |= task == first && line instanceof TraceLine.Ended;
    var process = processes.get(task);
    if (process == null) {
      origins.take(task, line);
      settle();
    } else {
      known(process, task, line);
    }
  }

  /** Takes up those whose origin has become known by what was told last. */
  private void settle() {
    for (var found = origins.next(); found.isPresent(); found = origins.next()) {
      place(found.get());
    }
  }

  private void place(Origins.Found found) {
    long task = found.task();
    var process =
        found
            .birth()
            .map(birth -> born(birth, task))
            // The first of all, or one that nobody was seen to make.
            .orElseGet(() -> new TracedProcess(task, "", init.isEmpty() || started, outermost));
    processes.put(task, process);
    process.numbers().born(task);
    found.number().ifPresent(number -> process.numbers().learn(number, task));
    signals.address();
    // One that has ended since is unknown again, and no line comes after its end.
    found.lines().forEach(line -> known(process, task, line));
    endThoseThatOweNothing();
  }

  private void endThoseThatOweNothing() {
    for (var one : List.copyOf(ending)) {
      if (!origins.isOwedBy(one.process())) {
        ending.remove(one);
        gone(one.process(), one.process().pid(), one.end());
      }
    }
  }

  private TracedProcess born(Birth birth, long task) {
    var maker = birth.maker();
    if (birth.makesThread()) {
      return maker;
    }
    emit(maker, new Forked(maker.pid(), task));
    return maker.child(task, birth.numbersOfTask());
  }

  private void known(TracedProcess process, long task, TraceLine line) {
    switch (line) {
      case TraceLine.Call call -> call(process, call);
      case TraceLine.Unfinished part -> {
        unfinished.put(task, part.text());
        if (isClone(part.name())) {
          origins.begun(task, process, part.text());
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
        origins.failed(task);
        losses.accept(task + " " + begun + rest);
      }
    }
  }

  private void ended(TracedProcess process, long task, TraceLine.Ended end) {
    unfinished.remove(task);
    origins.ended(task);
    if (task == process.pid() && origins.isOwedBy(process)) {
      ending.add(new Ending(process, end)); // told after the beginnings of all that it made
    } else {
      gone(process, task, end);
    }
    settle();
  }

  private void gone(TracedProcess process, long task, TraceLine.Ended end) {
    processes.remove(task);
    if (task == process.pid()) {
      emit(process, new Exited(task, end.status(), end.signal()));
    }
    process.numbers().ended(task);
  }

  /** A thread's program takes the process's number: the call that it began is the process's now. */
  private void superseded(long task, long thread) {
    var process = processes.remove(thread);
    if (process != null) {
      process.numbers().ended(thread);
    }
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
      signals.take(process, call.task(), name, arguments, result);
    } else if (TracedCalls.NETWORK.contains(name)) {
      network.event(process, name, arguments, result).ifPresent(event -> emit(process, event));
    } else if (TracedCalls.PRIVILEGED.contains(name)) {
      if (name.equals("reboot") && result.neverReturned() && process.inside()) {
        restarts.put(process.host(), process.pid());
      }
      if (name.equals("unshare") && call.arguments().contains("CLONE_NEWPID")) {
        parted(process, result);
      }
      privileged(process, call, result);
    } else if (name.equals(TracedCalls.OWN_NUMBER)) {
      result.number().ifPresent(number -> process.numbers().learn(number, call.task()));
    } else {
      FileCalls.event(process, name, arguments, result).ifPresent(event -> emit(process, event));
    }
  }

  private static void parted(TracedProcess process, TraceResult result) {
    if (result.error().isEmpty()) {
      process.parts();
    }
  }

  private void privileged(TracedProcess process, TraceLine.Call call, TraceResult result) {
    emit(
        process,
        new PrivilegedTried(
            process.pid(), call.name(), shortened(call.arguments()), result.error()));
  }

  private static boolean isClone(String name) {
    return name.equals("clone")
        || name.equals("clone3")
        || name.equals("fork")
        || name.equals("vfork");
  }

  private void cloned(TracedProcess parent, TraceLine.Call call, TraceResult result) {
    if (!origins.isCalling(call.task())) {
      origins.begun(call.task(), parent, call.arguments());
    }
    if (result.error().isEmpty() && result.number().isPresent()) {
      origins.returned(call.task(), call.arguments(), result.number().getAsLong());
      signals.address();
    } else if (result.neverReturned()) {
      origins.ended(call.task());
    } else {
      origins.failed(call.task());
      if (call.arguments().contains("CLONE_NEW")) {
        privileged(parent, call, result);
      }
    }
    settle();
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
