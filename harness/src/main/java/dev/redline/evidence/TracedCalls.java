package dev.redline.evidence;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The system calls that are watched, by name: classes such as {@code process} or {@code network}
 * bring in calls that cost a stop each and tell nothing.
 */
final class TracedCalls {
  static final List<String> PROCESS =
      List.of("fork", "vfork", "clone", "clone3", "execve", "execveat", "chdir", "fchdir");

  /**
   * What glibc calls first in each new thread and in the child of a fork. strace stops a new thread
   * at every call until the first watched one shows it that the kernel filters for that thread too
   * (seccomp stop in strace.c); a JVM's threads may make none for long.
   */
  static final List<String> FIRST = List.of("set_robust_list");

  /** What the C library calls as a program starts: it returns the caller's own number. */
  static final String OWN_NUMBER = "set_tid_address";

  static final List<String> SIGNAL =
      List.of(
          "kill", "tkill", "tgkill", "pidfd_send_signal", "rt_sigqueueinfo", "rt_tgsigqueueinfo");

  static final List<String> FILE =
      List.of(
          "open",
          "openat",
          "openat2",
          "creat",
          "rename",
          "renameat",
          "renameat2",
          "link",
          "linkat",
          "symlink",
          "symlinkat",
          "unlink",
          "unlinkat",
          "truncate",
          "ftruncate",
          "chmod",
          "fchmod",
          "fchmodat",
          "fchmodat2",
          "mkdir",
          "mkdirat",
          "rmdir",
          "mknod",
          "mknodat");

  /**
   * The last three are needed for UDP, which reaches anywhere without connecting. They cost a stop
   * for each call on any socket: Java writes to its sockets by write, so the AI system's own talk
   * costs nothing more; a program that sends by send pays for it (docs/results/recorder.md).
   */
  static final List<String> NETWORK =
      List.of("bind", "listen", "connect", "sendto", "sendmsg", "sendmmsg");

  /**
   * Privileged calls that nobody needs: the recorder denies them as they are tried, so that each
   * try is both blocked and recorded.
   */
  static final List<String> DENIED =
      List.of(
          "reboot",
          "kexec_load",
          "kexec_file_load",
          "init_module",
          "finit_module",
          "delete_module",
          "bpf",
          "perf_event_open",
          "keyctl",
          "add_key",
          "request_key",
          "ptrace",
          "process_vm_readv",
          "process_vm_writev",
          "pidfd_getfd",
          "io_uring_setup",
          "memfd_create",
          "memfd_secret",
          "userfaultfd",
          "move_mount",
          "fsopen",
          "fsconfig",
          "fsmount",
          "fspick",
          "open_tree",
          "mount_setattr",
          "swapon",
          "swapoff",
          "settimeofday",
          "clock_settime",
          "setdomainname",
          "acct",
          "quotactl",
          "iopl",
          "ioperm");

  /**
   * Privileged calls that the sandbox itself needs while it is set up. Denying them here would keep
   * it from starting, and a denial from the nth call on is counted for each process anew, so it
   * would let the subject have as many as the set-up needs. They are recorded only: the kernel
   * denies them to the subject, which has no capabilities and can make no user namespace. A seccomp
   * filter must not deny them, for it would hide the try.
   */
  static final List<String> DENIED_BY_KERNEL =
      List.of("mount", "umount2", "pivot_root", "unshare", "setns", "sethostname", "chroot");

  static final Set<String> PRIVILEGED =
      Stream.concat(DENIED.stream(), DENIED_BY_KERNEL.stream())
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Calls that strace learnt after version 5.10, the oldest that knows our options: one that does
   * not know them denies nothing, so that they stay with the filter in the kernel.
   */
  private static final Set<String> YOUNG = Set.of("mount_setattr", "memfd_secret");

  static final Set<String> DENIED_AND_TOLD =
      PRIVILEGED.stream()
          .filter(call -> !YOUNG.contains(call))
          .collect(Collectors.toUnmodifiableSet());

  private TracedCalls() {}

  /** For strace; a question mark lets it pass over calls that this machine does not have. */
  static String set(Stream<String> names) {
    return names.map(name -> "?" + name).collect(Collectors.joining(","));
  }
}
