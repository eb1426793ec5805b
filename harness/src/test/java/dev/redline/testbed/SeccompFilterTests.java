package dev.redline.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The filter's program, carried out instruction by instruction as the kernel does
 * (Documentation/userspace-api/seccomp_filter.rst, bpf(4)), with numbers of calls of x86-64 from
 * the kernel's syscall_64.tbl.
 */
class SeccompFilterTests {
  private static final int X86 = 0xc000003e;
  private static final int ALLOW = 0x7fff0000;
  private static final int DENY = 0x00050001; // EPERM
  private static final int ANSWER = 0x00050000;
  private static final int KILL = 0x80000000;

  private static int run(byte[] filter, int audit, int call, long... arguments) {
    var data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder()).putInt(call).putInt(audit);
    data.putLong(0);
    for (long argument : arguments) {
      data.putLong(argument);
    }
    var code = ByteBuffer.wrap(filter).order(ByteOrder.nativeOrder());
    int loaded = 0;
    for (int at = 0; ; at++) {
      int operation = code.getShort(8 * at);
      int yes = code.get(8 * at + 2) & 0xff;
      int no = code.get(8 * at + 3) & 0xff;
      int value = code.getInt(8 * at + 4);
      switch (operation) {
        case 0x20 -> loaded = data.getInt(value);
        case 0x15 -> at += loaded == value ? yes : no;
        case 0x35 -> at += Integer.compareUnsigned(loaded, value) >= 0 ? yes : no;
        case 0x45 -> at += (loaded & value) != 0 ? yes : no;
        case 0x05 -> at += value;
        case 0x06 -> {
          return value;
        }
        default -> throw new AssertionError("no instruction: " + operation);
      }
    }
  }

  private static byte[] filter() {
    return SeccompFilter.forMachine("amd64", Set.of(), Set.of());
  }

  @ParameterizedTest
  @CsvSource({
    "165, mount",
    "166, umount2",
    "155, pivot_root",
    "161, chroot",
    "272, unshare",
    "308, setns",
    "321, bpf",
    "298, perf_event_open",
    "425, io_uring_setup",
    "426, io_uring_enter",
    "427, io_uring_register",
    "323, userfaultfd",
    "319, memfd_create",
    "447, memfd_secret",
    "248, add_key",
    "249, request_key",
    "250, keyctl",
    "246, kexec_load",
    "175, init_module",
    "313, finit_module",
    "176, delete_module",
    "227, clock_settime",
    "29, shmget",
  })
  void whatNoOrdinaryProgramNeedsIsDenied(int call, String name) {
    assertThat(run(filter(), X86, call, 0, 0, 0, 0, 0, 0)).as(name).isEqualTo(DENY);
  }

  @ParameterizedTest
  @CsvSource({
    "0, read",
    "1, write",
    "9, mmap",
    "39, getpid",
    "56, clone",
    "57, fork",
    "59, execve",
    "62, kill",
    "257, openat",
    "288, accept4",
    "318, getrandom",
  })
  void whatEveryProgramNeedsIsAllowed(int call, String name) {
    assertThat(run(filter(), X86, call, 0, 0, 0, 0, 0, 0)).as(name).isEqualTo(ALLOW);
  }

  @Test
  void aChildThatNoTracerSeesIsDeniedWhateverElseItShallBe() {
    long untraced = 0x00800000L;
    long thread = 0x003d0f00L; // as glibc makes one
    assertThat(run(filter(), X86, 56, untraced | 17, 0, 0, 0, 0, 0)).isEqualTo(DENY);
    assertThat(run(filter(), X86, 56, untraced | thread, 0, 0, 0, 0, 0)).isEqualTo(DENY);
    assertThat(run(filter(), X86, 56, thread, 0, 0, 0, 0, 0)).isEqualTo(ALLOW);
    assertThat(run(filter(), X86, 56, 0x01200011L, 0, 0, 0, 0, 0)).as("fork").isEqualTo(ALLOW);
  }

  @Test
  void clone3IsAsOnAKernelWithoutItSinceItsFlagsCannotBeSeen() {
    assertThat(run(filter(), X86, 435, 0x7f0000000000L, 88, 0, 0, 0, 0)).isEqualTo(0x00050000 | 38);
  }

  @Test
  void whatIsToldElsewhereIsLetThroughAndNothingElseIs() {
    var filter = SeccompFilter.forMachine("amd64", Set.of("mount"), Set.of());
    assertThat(run(filter, X86, 165, 0, 0, 0, 0, 0, 0)).isEqualTo(ALLOW);
    assertThat(run(filter, X86, 166, 0, 0, 0, 0, 0, 0)).isEqualTo(DENY);
  }

  @Test
  void otherAbisAreRefusedOrKilled() {
    assertThat(run(filter(), 0x40000003, 20)).as("32 bit").isEqualTo(KILL);
    assertThat(run(filter(), X86, 0x40000000 | 39)).as("x32").isEqualTo(DENY);
    assertThat(run(filter(), X86, -1)).isEqualTo(DENY);
    assertThatThrownBy(() -> SeccompFilter.forMachine("riscv64", Set.of(), Set.of()))
        .isInstanceOf(TestbedException.class)
        .hasMessageContainingAll("riscv64", "Expected: amd64");
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "10, true", "16, true", "17, false", "40, false", "38, false"})
  void socketsAreMadeOfUsualFamiliesAlone(int family, boolean allowed) {
    int found = run(filter(), X86, 41, family, 1, 0, 0, 0, 0);
    assertThat(found == ALLOW).as("family %d gave %x", family, found).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"0x5412, true", "0x541c, true", "0x5401, false", "0x5413, false"})
  void keysAreNotTypedIntoTerminalsEvenWithTheNumbersHighHalfSet(String number, boolean denied) {
    long request = Long.decode(number);
    for (long high : new long[] {0, 1L << 32, -1L << 32}) {
      assertThat(run(filter(), X86, 16, 0, request | high, 0, 0, 0, 0))
          .as("%s with %x", number, high)
          .isEqualTo(denied ? DENY : ALLOW);
    }
  }

  @Test
  void limitsOfTheFirstProcessAndThatOnImagesOfTheCrashedStandAsTheyAre() {
    // prlimit64(pid, resource, new, old)
    assertThat(run(filter(), X86, 302, 1, 7, 0, 0x1000, 0, 0)).isEqualTo(DENY);
    assertThat(run(filter(), X86, 302, 0, 7, 0x1000, 0, 0, 0)).isEqualTo(ALLOW);
    assertThat(run(filter(), X86, 302, 0, 4, 0, 0x1000, 0, 0)).as("asked").isEqualTo(ALLOW);
    assertThat(run(filter(), X86, 302, 0, 4, 0x1000, 0, 0, 0)).isEqualTo(DENY);
    assertThat(run(filter(), X86, 302, 0, 4, 1L << 32, 0, 0, 0)).as("high half").isEqualTo(DENY);
    assertThat(run(filter(), X86, 160, 4, 0x1000, 0, 0, 0, 0)).as("setrlimit").isEqualTo(DENY);
    assertThat(run(filter(), X86, 160, 7, 0x1000, 0, 0, 0, 0)).isEqualTo(ALLOW);
  }

  @Test
  void theFirstProcessIsNotStopped() {
    assertThat(run(filter(), X86, 62, 1, 19, 0, 0, 0, 0)).isEqualTo(DENY);
    assertThat(run(filter(), X86, 62, 1, 18, 0, 0, 0, 0)).isEqualTo(ALLOW);
    assertThat(run(filter(), X86, 62, 2, 19, 0, 0, 0, 0)).isEqualTo(ALLOW);
    assertThat(run(filter(), X86, 200, 2, 19, 0, 0, 0, 0)).as("tkill, of anyone").isEqualTo(DENY);
    assertThat(run(filter(), X86, 200, 2, 9, 0, 0, 0, 0)).isEqualTo(ALLOW);
    assertThat(run(filter(), X86, 234, 1, 1, 19, 0, 0, 0)).as("tgkill").isEqualTo(DENY);
    assertThat(run(filter(), X86, 234, 1, 1, 9, 0, 0, 0)).isEqualTo(ALLOW);
  }

  @Test
  void aLoginMaySetItsGroupsWhereThatIsAnswered() {
    assertThat(run(filter(), X86, 116, 0, 0, 0, 0, 0, 0)).isNotEqualTo(ANSWER);
    var filter = SeccompFilter.forMachine("amd64", Set.of(), SeccompFilter.OF_A_LOGIN);
    assertThat(run(filter, X86, 116, 0, 0, 0, 0, 0, 0)).isEqualTo(ANSWER);
  }
}
