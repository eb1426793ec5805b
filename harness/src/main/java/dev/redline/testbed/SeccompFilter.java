package dev.redline.testbed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

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
  private static final int ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
  private static final int AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
  private static final int RETURN = 0x06;
  private static final int ALLOW = 0x7fff0000;
  private static final int DENY = 0x00050001; // SECCOMP_RET_ERRNO | EPERM
  private static final int ANSWER = 0x00050000; // SECCOMP_RET_ERRNO | 0: done, as it seems
  private static final int ABSENT = 0x00050000 | 38; // SECCOMP_RET_ERRNO | ENOSYS
  private static final int KILL = 0x80000000;
  private static final int X32 = 0x40000000;
  private static final int JUMP = 0x05; // BPF_JMP | BPF_JA
  private static final int UNKNOWN_FAMILY = 0x00050000 | 97; // SECCOMP_RET_ERRNO | EAFNOSUPPORT

  // Offsets into struct seccomp_data.
  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16;

  /** What is denied: its name, its number on x86-64, its number on arm64 (-1: it has none). */
  private static final String DENIED =
      """
      memfd_create 319 279
      userfaultfd 323 282
      bpf 321 280
      perf_event_open 298 241
      add_key 248 217
      request_key 249 218
      keyctl 250 219
      mount 165 40
      umount2 166 39
      pivot_root 155 41
      chroot 161 51
      setns 308 268
      unshare 272 97
      kexec_load 246 104
      kexec_file_load 320 294
      init_module 175 105
      finit_module 313 273
      delete_module 176 106
      shmget 29 194
      swapon 167 224
      swapoff 168 225
      acct 163 89
      quotactl 179 60
      open_by_handle_at 304 265
      settimeofday 164 170
      clock_settime 227 112
      adjtimex 159 171
      clock_adjtime 305 266
      syslog 103 116
      vhangup 153 58
      iopl 172 -1
      ioperm 173 -1
      modify_ldt 154 -1
      uselib 134 -1
      memfd_secret 447 447
      io_uring_setup 425 425
      io_uring_enter 426 426
      io_uring_register 427 427
      open_tree 428 428
      move_mount 429 429
      fsopen 430 430
      fsconfig 431 431
      fsmount 432 432
      fspick 433 433
      mount_setattr 442 442
      quotactl_fd 443 443
      pidfd_getfd 438 438
      """;

  /**
   * What a server of logins asks for and a world with one user cannot give: setgroups(2) is denied
   * where one user alone is mapped (user_namespaces(7)). It is answered as if it were done, so that
   * the login goes on as the one user that there is.
   */
  static final Set<String> OF_A_LOGIN = Set.of("setgroups");

  private static final String ANSWERABLE =
      """
      setgroups 116 159
      """;

  /**
   * It takes its flags in memory, where no filter can look; C libraries go on with clone where a
   * kernel does not have it.
   */
  private static final String UNSEEN =
      """
      clone3 435 435
      """;

  private record Call(String name, int x86, int arm) {
    static Call of(String row) {
      String[] words = row.split(" ", 3);
      return new Call(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    }
  }

  /** What must hold besides a rule's own condition. */
  private enum Guard {
    NONE(0),
    /** The third argument, a pointer to new values, is not null. */
    CHANGES(4),
    /** The second argument is SIGSTOP. */
    STOPS(2);

    private final int instructions;

    Guard(int instructions) {
      this.instructions = instructions;
    }
  }

  /** What is asked of an argument. */
  private enum Test {
    /** It is refused where it is one of the values. */
    ONE_OF(EQUAL),
    /** It is refused where it is none of the values. */
    NONE_OF(EQUAL),
    /** It is refused where it has one of the bits. */
    WITH(ANY_BIT);

    private final int jump;

    Test(int jump) {
      this.jump = jump;
    }
  }

  /** Refuses a call for the value of one argument. */
  private record Rule(
      Call call, int argument, List<Integer> values, Test test, int refusal, Guard guard) {
    static Rule refuse(String call, int argument, Integer... values) {
      return refuse(call, argument, Guard.NONE, values);
    }

    static Rule refuse(String call, int argument, Guard guard, Integer... values) {
      return new Rule(Call.of(call), argument, List.of(values), Test.ONE_OF, DENY, guard);
    }

    static Rule refuseBits(String call, int argument, int bits) {
      return new Rule(Call.of(call), argument, List.of(bits), Test.WITH, DENY, Guard.NONE);
    }

    static Rule allowOnly(String call, int argument, int refusal, Integer... values) {
      return new Rule(Call.of(call), argument, List.of(values), Test.NONE_OF, refusal, Guard.NONE);
    }
  }

  private static final int SIGSTOP = 19;
  private static final int CLONE_UNTRACED = 0x00800000;

  /**
   * What hangs on an argument.
   *
   * <ul>
   *   <li>Typing into a terminal: TIOCSTI, TIOCLINUX.
   *   <li>Sockets: Unix, IPv4, IPv6 and netlink alone. Others are seldom needed, and AF_VSOCK,
   *       which leads to the hypervisor, is in no network namespace.
   *   <li>Limits and scheduling of the host's first process, whose user is the subject's: with a
   *       limit on its CPU time the kernel itself would kill it.
   *   <li>SIGSTOP to it: a pid namespace's first process gets no such signal from inside, but one
   *       that is traced does (sig_ignored and get_signal in kernel/signal.c). Where the target
   *       cannot be told from the arguments, and for the rarer calls, SIGSTOP to anyone.
   *   <li>A child that its tracer does not get to see (clone(2)). All calls that are watched would
   *       fail for it, but what it does with what it inherited would be in no evidence.
   *   <li>RLIMIT_CORE: it stands at 1, which keeps the machine's own handler of crashes out of it
   *       (core(5), do_coredump in fs/coredump.c); at 0 a handler behind a pipe would run.
   * </ul>
   */
  private static final List<Rule> RULES =
      List.of(
          Rule.refuse("ioctl 16 29", 1, 0x5412, 0x541c),
          Rule.allowOnly("socket 41 198", 0, UNKNOWN_FAMILY, 1, 2, 10, 16),
          Rule.refuse("prlimit64 302 261", 0, 1),
          Rule.refuse("prlimit64 302 261", 1, Guard.CHANGES, 4),
          Rule.refuse("setrlimit 160 164", 0, 4),
          Rule.refuse("setpriority 141 140", 1, 1),
          Rule.refuse("ioprio_set 251 30", 1, 1),
          Rule.refuse("sched_setscheduler 144 119", 0, 1),
          Rule.refuse("sched_setparam 142 118", 0, 1),
          Rule.refuse("sched_setaffinity 203 122", 0, 1),
          Rule.refuse("sched_setattr 314 274", 0, 1),
          Rule.refuseBits("clone 56 220", 0, CLONE_UNTRACED),
          Rule.refuse("kill 62 129", 0, Guard.STOPS, 1),
          Rule.refuse("tkill 200 130", 1, SIGSTOP),
          Rule.refuse("tgkill 234 131", 2, SIGSTOP),
          Rule.refuse("rt_sigqueueinfo 129 138", 1, SIGSTOP),
          Rule.refuse("rt_tgsigqueueinfo 297 240", 2, SIGSTOP),
          Rule.refuse("pidfd_send_signal 424 424", 1, SIGSTOP));

  private record Machine(int audit, ToIntFunction<Call> number) {}

  private SeccompFilter() {}

  /**
   * The filter's bytes, 8 an instruction, as bubblewrap's {@code --seccomp} takes them.
   *
   * @param architecture {@code os.arch} of the JVM
   * @param toldElsewhere names of calls that are let through to be told: who tells of them sees to
   *     it that they are denied
   * @param answered names of calls, of {@link #OF_A_LOGIN}, that seem to succeed and do nothing
   * @throws TestbedException for another than amd64 and aarch64
   */
  static byte[] forMachine(String architecture, Set<String> toldElsewhere, Set<String> answered) {
    var machine =
        switch (architecture) {
          case "amd64", "x86_64" -> new Machine(0xc000003e, Call::x86);
          case "aarch64" -> new Machine(0xc00000b7, Call::arm);
          default ->
              throw new TestbedException(
                  "No system call filter for processor '%s'. Expected: amd64 or aarch64."
                      .formatted(architecture));
        };
    int[] denied = numbers(DENIED, machine, name -> !toldElsewhere.contains(name));
    int[] done = numbers(ANSWERABLE, machine, answered::contains);
    int[] absent = numbers(UNSEEN, machine, _ -> true);
    int answers = 2 * (done.length + absent.length);
    var code =
        ByteBuffer.allocate(8 * (denied.length + answers + 200)).order(ByteOrder.nativeOrder());
    put(code, LOAD, 0, 0, ARCHITECTURE);
    put(code, EQUAL, 1, 0, machine.audit);
    put(code, RETURN, 0, 0, KILL);
    put(code, LOAD, 0, 0, NUMBER);
    put(code, AT_LEAST, denied.length + answers + 1, 0, X32);
    putAnswers(code, done, ANSWER);
    putAnswers(code, absent, ABSENT);
    for (int i = 0; i < denied.length; i++) {
      put(code, EQUAL, denied.length - i, 0, denied[i]);
    }
    put(code, JUMP, 0, 0, 1);
    put(code, RETURN, 0, 0, DENY);
    RULES.stream()
        .filter(rule -> machine.number.applyAsInt(rule.call) >= 0)
        .forEach(rule -> putRule(code, machine.number.applyAsInt(rule.call), rule));
    put(code, RETURN, 0, 0, ALLOW);
    return java.util.Arrays.copyOf(code.array(), code.position());
  }

  private static void putAnswers(ByteBuffer code, int[] numbers, int answer) {
    for (int number : numbers) {
      put(code, EQUAL, 0, 1, number);
      put(code, RETURN, 0, 0, answer);
    }
  }

  private static int[] numbers(String calls, Machine machine, Predicate<String> wanted) {
    return calls
        .lines()
        .map(Call::of)
        .filter(call -> wanted.test(call.name))
        .mapToInt(machine.number)
        .filter(number -> number >= 0)
        .toArray();
  }

  /** Any other call, and one that the rule lets pass, goes on to the next rule. */
  private static void putRule(ByteBuffer code, int number, Rule rule) {
    int values = rule.values.size();
    put(code, EQUAL, 0, values + 3 + rule.guard.instructions, number);
    switch (rule.guard) {
      case NONE -> {}
      case CHANGES -> {
        put(code, LOAD, 0, 0, argument(2));
        put(code, EQUAL, 0, 2, 0);
        put(code, LOAD, 0, 0, argument(2) + 4);
        put(code, EQUAL, values + 1, 0, 0); // Null in both halves: to the jump behind the values.
      }
      case STOPS -> {
        put(code, LOAD, 0, 0, argument(1));
        put(code, EQUAL, 0, values + 1, SIGSTOP);
      }
    }
    put(code, LOAD, 0, 0, argument(rule.argument));
    for (int i = 0; i < values; i++) {
      int toSecondOfNextTwo = values - i;
      put(code, rule.test.jump, toSecondOfNextTwo, 0, rule.values.get(i));
    }
    if (rule.test != Test.NONE_OF) {
      put(code, JUMP, 0, 0, 1);
      put(code, RETURN, 0, 0, rule.refusal);
    } else {
      put(code, RETURN, 0, 0, rule.refusal);
      put(code, JUMP, 0, 0, 0);
    }
    put(code, LOAD, 0, 0, NUMBER); // For the next rule.
  }

  /** Where the low half of a call's argument lies in struct seccomp_data. */
  private static int argument(int index) {
    return FIRST_ARGUMENT + 8 * index;
  }

  private static void put(ByteBuffer code, int operation, int yes, int no, int value) {
    code.putShort((short) operation).put((byte) yes).put((byte) no).putInt(value);
  }
}
