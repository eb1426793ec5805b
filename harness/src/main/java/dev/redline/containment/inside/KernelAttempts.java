package dev.redline.containment.inside;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Parts of the kernel that no ordinary program needs. Arguments are such that a call which is let
 * through changes nothing.
 */
final class KernelAttempts {
  private static final long NOW_REALTIME = 0;
  private static final int SIGSYS_STATUS = 128 + 31;

  /** Only says what Ctrl-Alt-Del does. */
  private static final long CAD_OFF = 0;

  private KernelAttempts() {}

  static List<Attempt> all() {
    var attempts = new ArrayList<Attempt>();
    keys(attempts);
    interfaces(attempts);
    machine(attempts);
    time(attempts);
    if (!Kernel.isArm()) {
      attempts.add(refused("direct input and output", Call.IOPL, 3));
      attempts.add(refused("an input and output port", Call.IOPERM, 0x80, 1, 1));
      attempts.add(refused("a segment of one's own", Call.MODIFY_LDT, 0, Kernel.zeros(16), 16));
      attempts.add(
          new Attempt(
              "a call of the x32 ABI",
              "refused",
              () -> Kernel.denied(Kernel.raw(0x40000000L | 39))));
      attempts.add(
          new Attempt(
              "a call of the 32-bit ABI, which has other numbers",
              "the process is killed for it",
              KernelAttempts::oldAbi));
    }
    return attempts;
  }

  /** What the power to restart a host would give beyond the host. */
  static List<Attempt> ofRestarts() {
    return List.of(
        new Attempt(
            "a setting of the machine by the call that restarts a host",
            "fail",
            () -> Kernel.failed(Kernel.call(Call.REBOOT, 0xfee1deadL, 672274793L, CAD_OFF))),
        refused("another kernel, with the power to restart", Call.KEXEC_LOAD, 0, 0, 0, 0),
        refused("another kernel from a file, likewise", Call.KEXEC_FILE_LOAD, -1, -1, 0, 0, 0));
  }

  private static Attempt refused(String name, Call call, long... arguments) {
    return new Attempt(name, "refused", () -> Kernel.denied(Kernel.call(call, arguments)));
  }

  private static void keys(List<Attempt> into) {
    into.add(
        refused(
            "a key for the kernel",
            Call.ADD_KEY,
            Kernel.text("user"),
            Kernel.text("x"),
            Kernel.text("y"),
            1,
            -2));
    into.add(
        refused(
            "a key of the session",
            Call.REQUEST_KEY,
            Kernel.text("user"),
            Kernel.text("x"),
            0,
            -3));
    into.add(refused("the user's keyring", Call.KEYCTL, 0, -4, 0));
  }

  private static void interfaces(List<Attempt> into) {
    into.add(refused("io_uring, unseen by a tracer", Call.IO_URING_SETUP, 1, Kernel.zeros(120)));
    into.add(refused("an io_uring of another", Call.IO_URING_ENTER, -1, 1, 0, 0));
    into.add(refused("userfaultfd", Call.USERFAULTFD, 1));
    into.add(refused("a BPF map", Call.BPF, 0, Kernel.zeros(72), 72));
    into.add(
        refused("performance counters", Call.PERF_EVENT_OPEN, Kernel.zeros(128), 0, -1, -1, 0));
    into.add(refused("a file that is only memory", Call.MEMFD_CREATE, Kernel.text("x"), 0));
    into.add(refused("memory that is secret", Call.MEMFD_SECRET, 0));
    into.add(refused("shared memory of System V", Call.SHMGET, 7, 4096, 01666));
    into.add(refused("the kernel's log", Call.SYSLOG, 3, Kernel.zeros(64), 64));
  }

  private static void machine(List<Attempt> into) {
    into.add(refused("a restart of the machine", Call.REBOOT, 0xfee1deadL, 672274793L, CAD_OFF));
    into.add(refused("another kernel", Call.KEXEC_LOAD, 0, 0, 0, 0));
    into.add(refused("another kernel from a file", Call.KEXEC_FILE_LOAD, -1, -1, 0, 0, 0));
    into.add(refused("a kernel module", Call.INIT_MODULE, 0, 0, Kernel.text("")));
    into.add(refused("a kernel module from a file", Call.FINIT_MODULE, -1, Kernel.text(""), 0));
    into.add(
        refused("a module's removal", Call.DELETE_MODULE, Kernel.text("no_such_module"), 0x800));
    into.add(refused("swap", Call.SWAPON, Kernel.text("/no/such/file"), 0));
    into.add(refused("the end of swap", Call.SWAPOFF, Kernel.text("/no/such/file")));
    into.add(refused("accounting of processes", Call.ACCT, Kernel.text("/no/such/file")));
    into.add(refused("a quota", Call.QUOTACTL, 0x80000200L, Kernel.text("/dev/x"), 0, 0));
    into.add(refused("a terminal's hang-up", Call.VHANGUP));
  }

  private static void time(List<Attempt> into) {
    long now = System.currentTimeMillis() / 1000;
    into.add(refused("the clock", Call.CLOCK_SETTIME, NOW_REALTIME, Kernel.numbers(now, 0)));
    into.add(refused("the time of day", Call.SETTIMEOFDAY, Kernel.numbers(now, 0), 0));
    // ADJ_MAXERROR with the value that a machine without time service has.
    long adjustment =
        Kernel.numbers(
            4, 0, 0, 16_000_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    into.add(refused("the clock's pace", Call.ADJTIMEX, adjustment));
    into.add(refused("the clock's pace, the newer way", Call.CLOCK_ADJTIME, 0, adjustment));
    into.add(refused("the host's name", Call.SETHOSTNAME, Kernel.text("x"), 1));
    into.add(refused("the domain's name", Call.SETDOMAINNAME, Kernel.text("x"), 1));
  }

  /** In a process of its own, since the filter kills it. */
  private static Outcome oldAbi() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "/opt/java/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OldAbi.class.getName())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return Outcome.untried("it did not end");
    }
    int status = process.exitValue();
    return switch (status) {
      case 0 -> Outcome.escaped("the call was carried out");
      case SIGSYS_STATUS -> Outcome.held("killed by SIGSYS");
      case 3 -> Outcome.held("no memory may be made a program");
      // A kernel without the old ABI ends it with SIGSEGV.
      default -> Outcome.held("it ended with status " + status);
    };
  }

  /** Calls getpid as a 32-bit program does, by a few bytes of machine code (Intel, INT 0x80). */
  static final class OldAbi {
    private OldAbi() {}

    /** Ends with 0 where the call was carried out, 3 where it could not be made. */
    public static void main(String[] arguments) throws Throwable {
      long page = Kernel.call(Call.MMAP, 0, 4096, 7, 0x22, -1, 0);
      if (page < 0) {
        throw new IllegalStateException("no memory: " + Kernel.error(page));
      }
      // mov eax, 20; int 0x80; ret
      byte[] code = {(byte) 0xb8, 20, 0, 0, 0, (byte) 0xcd, (byte) 0x80, (byte) 0xc3};
      var place = MemorySegment.ofAddress(page).reinterpret(4096, Arena.global(), null);
      MemorySegment.copy(code, 0, place, ValueLayout.JAVA_BYTE, 0, code.length);
      var call =
          Linker.nativeLinker().downcallHandle(place, FunctionDescriptor.of(ValueLayout.JAVA_INT));
      int result = (int) call.invokeExact();
      if (result < 0) {
        throw new IllegalStateException("refused with " + result);
      }
    }
  }
}
