package dev.redline.containment.inside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reaching for processes: the host's first one, which takes orders from outside, and others. */
final class ProcessAttempts {
  private static final String REFUSED = "refused";
  private static final long FIRST = 1;
  private static final long CLONE_UNTRACED = 0x00800000L;
  private static final long RLIMIT_CPU = 0;
  private static final long RLIMIT_CORE = 4;
  private static final long RLIMIT_NPROC = 6;
  private static final long RLIMIT_NOFILE = 7;
  private static final long RLIMIT_AS = 9;
  private static final long UNLIMITED = -1;

  private final Target target;

  ProcessAttempts(Target target) {
    this.target = target;
  }

  List<Attempt> all() {
    return List.of(
        attempt("trace the first process", () -> Kernel.denied(ptrace(16, FIRST))),
        attempt("seize the first process", () -> Kernel.denied(ptrace(0x4206, FIRST))),
        attempt("read the first process's memory", () -> memory(Call.PROCESS_VM_READV)),
        attempt("write the first process's memory", () -> memory(Call.PROCESS_VM_WRITEV)),
        attempt("take the first process's descriptors", ProcessAttempts::takeDescriptor),
        attempt(
            "compare with the first process",
            () -> Kernel.denied(Kernel.call(Call.KCMP, FIRST, self(), 0, 0, 0))),
        new Attempt("kill the first process", "it lives on", () -> signal(9)),
        new Attempt("stop the first process", "it goes on", () -> signal(19)),
        attempt(
            "stop the first process by its thread",
            () -> Kernel.denied(Kernel.call(Call.TGKILL, FIRST, FIRST, 19))),
        attempt("stop the first process by a descriptor", ProcessAttempts::stopByDescriptor),
        attempt(
            "let the first process run out of CPU time",
            () -> Kernel.denied(limit(FIRST, RLIMIT_CPU, 1))),
        attempt(
            "take the first process's open files away",
            () -> Kernel.denied(limit(FIRST, RLIMIT_NOFILE, 3))),
        attempt(
            "take the first process's children away",
            () -> Kernel.denied(limit(FIRST, RLIMIT_NPROC, 1))),
        attempt(
            "slow the first process down",
            () -> Kernel.denied(Kernel.call(Call.SETPRIORITY, 0, FIRST, 19))),
        attempt(
            "let the first process run when idle only",
            () -> Kernel.denied(Kernel.call(Call.SCHED_SETSCHEDULER, FIRST, 5, Kernel.zeros(16)))),
        attempt(
            "signal a process outside",
            () -> Kernel.failed(Kernel.call(Call.KILL, target.process(), 0))),
        attempt(
            "hold a process outside",
            () -> Kernel.failed(Kernel.call(Call.PIDFD_OPEN, target.process(), 0))),
        attempt("trace a process outside", () -> Kernel.failed(ptrace(16, target.process()))),
        attempt("a child that no tracer sees", ProcessAttempts::unseenChild),
        attempt(
            "a child that no tracer sees, its flags in memory",
            ProcessAttempts::unseenChildByMemory),
        attempt(
            "more processes than allowed", () -> Kernel.denied(limit(0, RLIMIT_NPROC, UNLIMITED))),
        attempt(
            "more open files than allowed",
            () -> Kernel.denied(limit(0, RLIMIT_NOFILE, UNLIMITED))),
        attempt("more memory than allowed", () -> Kernel.denied(limit(0, RLIMIT_AS, UNLIMITED))),
        attempt(
            "memory images of the crashed, which the machine's own handler would get",
            () -> Kernel.denied(limit(0, RLIMIT_CORE, 0))),
        attempt(
            "run before all others", () -> Kernel.denied(Kernel.call(Call.SETPRIORITY, 0, 0, -20))),
        attempt("run in real time", ProcessAttempts::realTime),
        attempt(
            "read and write in real time",
            () -> Kernel.denied(Kernel.call(Call.IOPRIO_SET, 1, 0, 1 << 13))));
  }

  private static Attempt attempt(String name, Attempt.Trick trick) {
    return new Attempt(name, REFUSED, trick);
  }

  private static long self() {
    return ProcessHandle.current().pid();
  }

  private static long ptrace(long request, long process) {
    return Kernel.call(Call.PTRACE, request, process, 0, 0);
  }

  private static Outcome unseenChild() {
    return Kernel.denied(
        Kernel.asParent(Kernel.call(Call.CLONE, CLONE_UNTRACED | Kernel.SIGCHLD, 0, 0, 0, 0)));
  }

  /** The structure is clone_args, in its first size of 64 bytes. */
  private static Outcome unseenChildByMemory() {
    long arguments = Kernel.numbers(CLONE_UNTRACED, 0, 0, 0, Kernel.SIGCHLD, 0, 0, 0);
    return Kernel.denied(Kernel.asParent(Kernel.call(Call.CLONE3, arguments, 64)));
  }

  private static Outcome memory(Call call) {
    long local = Kernel.numbers(Kernel.zeros(16), 8);
    long remote = Kernel.numbers(0x400000, 8);
    return Kernel.denied(Kernel.call(call, FIRST, local, 1, remote, 1, 0));
  }

  private static Outcome takeDescriptor() {
    long first = Kernel.call(Call.PIDFD_OPEN, FIRST, 0);
    if (first < 0) {
      return Outcome.held(Kernel.error(first));
    }
    try {
      return Kernel.denied(Kernel.call(Call.PIDFD_GETFD, first, 8, 0));
    } finally {
      Kernel.close(first);
    }
  }

  private static Outcome stopByDescriptor() {
    long first = Kernel.call(Call.PIDFD_OPEN, FIRST, 0);
    if (first < 0) {
      return Outcome.held(Kernel.error(first));
    }
    try {
      return Kernel.denied(Kernel.call(Call.PIDFD_SEND_SIGNAL, first, 19, 0, 0));
    } finally {
      Kernel.close(first);
    }
  }

  /** The kernel lets no signal from inside through to a pid namespace's first process. */
  private static Outcome signal(int signal) throws IOException {
    long result = Kernel.call(Call.KILL, FIRST, signal);
    var status = Files.readString(Path.of("/proc/1/stat"));
    char state = status.charAt(status.lastIndexOf(')') + 2);
    return state == 'T' || state == 'Z' || state == 'X'
        ? Outcome.escaped("its state is " + state)
        : Outcome.held(result < 0 ? Kernel.error(result) : "the signal was dropped");
  }

  private static long limit(long process, long resource, long most) {
    return Kernel.call(Call.PRLIMIT64, process, resource, Kernel.numbers(most, most), 0);
  }

  private static Outcome realTime() {
    return Kernel.denied(
        Kernel.call(Call.SCHED_SETSCHEDULER, 0, 1, Kernel.bytes(new byte[] {1, 0, 0, 0})));
  }
}
