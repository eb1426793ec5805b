package dev.redline.containment.inside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Mounts, namespaces and other ways to another view of the machine. Flags are from linux/mount.h
 * and linux/sched.h.
 */
final class MountAttempts {
  private static final String REFUSED = "refused";
  private static final long NEW_USER = 0x10000000L;
  private static final long HERE = -100; // AT_FDCWD
  private static final long REMOUNT_BIND = 32 | 4096;

  private MountAttempts() {}

  static List<Attempt> all() {
    return List.of(
        attempt("a mount of a tmpfs", () -> mount("tmpfs", "/tmp", "tmpfs", 0)),
        attempt("a mount of another proc", () -> mount("proc", "/tmp", "proc", 0)),
        attempt("a mount of control groups", () -> mount("cgroup2", "/tmp", "cgroup2", 0)),
        attempt("a bind of / elsewhere", () -> mount("/", "/tmp", "", 4096)),
        attempt("/ made writable", () -> mount("none", "/", "", REMOUNT_BIND)),
        attempt("/proc/sys made writable", () -> mount("none", "/proc/sys", "", REMOUNT_BIND)),
        attempt("/dev made writable", () -> mount("none", "/dev", "", REMOUNT_BIND)),
        attempt(
            "/proc/sys uncovered",
            () -> Kernel.denied(Kernel.call(Call.UMOUNT2, Kernel.text("/proc/sys"), 2))),
        attempt(
            "another root by pivot_root",
            () ->
                Kernel.denied(
                    Kernel.call(Call.PIVOT_ROOT, Kernel.text("/tmp"), Kernel.text("/tmp")))),
        attempt(
            "another root by chroot",
            () -> Kernel.denied(Kernel.call(Call.CHROOT, Kernel.text("/tmp")))),
        attempt(
            "a copy of the mounts by open_tree",
            () -> Kernel.denied(Kernel.call(Call.OPEN_TREE, HERE, Kernel.text("/"), 1))),
        attempt(
            "a file system by fsopen",
            () -> Kernel.denied(Kernel.call(Call.FSOPEN, Kernel.text("tmpfs"), 0))),
        attempt(
            "a mount moved by move_mount",
            () ->
                Kernel.denied(
                    Kernel.call(
                        Call.MOVE_MOUNT, HERE, Kernel.text("/tmp"), HERE, Kernel.text("/usr"), 0))),
        attempt(
            "a mount changed by mount_setattr",
            () ->
                Kernel.denied(
                    Kernel.call(
                        Call.MOUNT_SETATTR,
                        HERE,
                        Kernel.text("/"),
                        0,
                        Kernel.numbers(0, 1, 0, 0),
                        32))),
        attempt("a new user namespace", () -> unshare(NEW_USER)),
        attempt("a new mount namespace", () -> unshare(0x00020000L)),
        attempt("a new network namespace", () -> unshare(0x40000000L)),
        attempt("a new pid namespace", () -> unshare(0x20000000L)),
        attempt("a child in a new user namespace", MountAttempts::cloneNewUser),
        attempt("the first process's namespaces", MountAttempts::enterFirst),
        attempt("a wider map of users", MountAttempts::mapUsers),
        attempt(
            "a file by its handle, past every mount",
            () ->
                Kernel.denied(
                    Kernel.call(
                        Call.OPEN_BY_HANDLE_AT,
                        HERE,
                        Kernel.bytes(new byte[] {8, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0}),
                        0))));
  }

  private static Attempt attempt(String name, Attempt.Trick trick) {
    return new Attempt(name, REFUSED, trick);
  }

  private static Outcome mount(String source, String place, String type, long flags) {
    return Kernel.denied(
        Kernel.call(
            Call.MOUNT, Kernel.text(source), Kernel.text(place), Kernel.text(type), flags, 0));
  }

  /** In this very thread; where it succeeds the rest is tried from a new namespace. */
  private static Outcome unshare(long flags) {
    long result = Kernel.call(Call.UNSHARE, flags);
    // A process of many threads gets EINVAL for a user namespace before its rights are looked at.
    return flags == NEW_USER ? Kernel.failed(result) : Kernel.denied(result);
  }

  private static Outcome cloneNewUser() {
    return Kernel.failed(
        Kernel.asParent(Kernel.call(Call.CLONE, NEW_USER | Kernel.SIGCHLD, 0, 0, 0, 0)));
  }

  private static Outcome enterFirst() {
    long first = Kernel.call(Call.PIDFD_OPEN, 1, 0);
    if (first < 0) {
      return Outcome.held(Kernel.error(first));
    }
    try {
      return Kernel.denied(Kernel.call(Call.SETNS, first, 0x00020000L | 0x40000000L));
    } finally {
      Kernel.close(first);
    }
  }

  private static Outcome mapUsers() {
    try {
      Files.writeString(Path.of("/proc/self/uid_map"), "0 0 4294967295");
      return Outcome.escaped("/proc/self/uid_map was written");
    } catch (IOException e) {
      return Outcome.held(String.valueOf(e.getMessage()));
    }
  }
}
