package dev.redline.testbed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The system call filter of a host as classic BPF (seccomp(2)): a second layer behind missing
 * capabilities. Denied calls fail with EPERM; a call of a foreign ABI ends the process.
 *
 * <p>io_uring goes because its operations are no system calls that a tracer sees; memfd because it
 * evades RLIMIT_AS. Numbers are from the kernel's unistd.h of x86-64 and of arm64.
 */
final class SeccompFilter {
  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
  private static final int RETURN = 0x06;
  private static final int ALLOW = 0x7fff0000;
  private static final int DENY = 0x00050001; // SECCOMP_RET_ERRNO | EPERM
  private static final int KILL = 0x80000000;
  private static final int X32 = 0x40000000;
  private static final int TIOCSTI = 0x5412;
  private static final int TIOCLINUX = 0x541c;

  // memfd_secret, io_uring (3), the new mount calls (7), quotactl_fd, pidfd_getfd.
  private static final List<Integer> EVERYWHERE =
      List.of(447, 425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 443, 438);
  // memfd_create userfaultfd bpf perf_event_open add_key request_key keyctl mount umount2
  // pivot_root chroot setns unshare kexec_load kexec_file_load init_module finit_module
  // delete_module shmget swapon swapoff acct quotactl open_by_handle_at settimeofday
  // clock_settime adjtimex clock_adjtime syslog vhangup
  private static final List<Integer> X86 =
      List.of(
          319,
          323,
          321,
          298,
          248,
          249,
          250,
          165,
          166,
          155,
          161,
          308,
          272,
          246,
          320,
          175,
          313,
          176,
          29,
          167,
          168,
          163,
          179,
          304,
          164,
          227,
          159,
          305,
          103,
          153,
          // iopl ioperm modify_ldt uselib
          172,
          173,
          154,
          134);
  private static final List<Integer> ARM =
      List.of(
          279, 282, 280, 241, 217, 218, 219, 40, 39, 41, 51, 268, 97, 104, 294, 105, 273, 106, 194,
          224, 225, 89, 60, 265, 170, 112, 171, 266, 116, 58);

  private record Machine(int audit, List<Integer> denied, int ioctl) {}

  private SeccompFilter() {}

  /**
   * The filter's bytes, 8 an instruction, as bubblewrap's {@code --seccomp} takes them.
   *
   * @param architecture {@code os.arch} of the JVM
   * @throws TestbedException for another than amd64 and aarch64
   */
  static byte[] forMachine(String architecture) {
    var machine =
        switch (architecture) {
          case "amd64", "x86_64" -> new Machine(0xc000003e, X86, 16);
          case "aarch64" -> new Machine(0xc00000b7, ARM, 29);
          default ->
              throw new TestbedException(
                  "No system call filter for processor '%s'. Expected: amd64 or aarch64."
                      .formatted(architecture));
        };
    var denied =
        IntStream.concat(
                EVERYWHERE.stream().mapToInt(Integer::intValue),
                machine.denied.stream().mapToInt(Integer::intValue))
            .toArray();
    // Offsets into struct seccomp_data: 0 number, 4 architecture, 24 second argument's low half.
    var code = ByteBuffer.allocate(8 * (denied.length + 12)).order(ByteOrder.nativeOrder());
    put(code, LOAD, 0, 0, 4);
    put(code, EQUAL, 1, 0, machine.audit);
    put(code, RETURN, 0, 0, KILL);
    put(code, LOAD, 0, 0, 0);
    int tail = denied.length + 5; // From the next instruction to the last, which denies.
    put(code, AT_LEAST, tail, 0, X32);
    for (int i = 0; i < denied.length; i++) {
      put(code, EQUAL, tail - 1 - i, 0, denied[i]);
    }
    put(code, EQUAL, 0, 3, machine.ioctl);
    put(code, LOAD, 0, 0, 24);
    put(code, EQUAL, 2, 0, TIOCSTI);
    put(code, EQUAL, 1, 0, TIOCLINUX);
    put(code, RETURN, 0, 0, ALLOW);
    put(code, RETURN, 0, 0, DENY);
    return java.util.Arrays.copyOf(code.array(), code.position());
  }

  private static void put(ByteBuffer code, int operation, int yes, int no, int value) {
    code.putShort((short) operation).put((byte) yes).put((byte) no).putInt(value);
  }
}
