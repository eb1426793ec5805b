package dev.redline.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The few system calls that Redline needs and the JDK lacks.
 *
 * <p>All go through syscall(2), one function of one shape: the JVM takes tens of milliseconds to
 * link each shape, and `redline stop` must be quick from the start. Numbers are from the kernel's
 * unistd.h of x86-64 and of arm64; struct layouts are those of 64-bit Linux, and where they differ
 * between processors a call with one layout for all was taken (statx rather than fstat). Names
 * travel as bytes, see {@link FileNames}.
 */
final class Libc {
  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int AT_REMOVEDIR = 0x200;
  static final int O_CLOEXEC = 0x80000;
  static final int O_PATH = 0x200000;
  // The two that differ between processors: asm/fcntl.h of x86 and of arm64.
  static final int O_DIRECTORY = isArm() ? 0x4000 : 0x10000;
  static final int O_NOFOLLOW = isArm() ? 0x8000 : 0x20000;
  static final long RESOLVE_NO_MAGICLINKS = 0x02;
  static final long RESOLVE_NO_SYMLINKS = 0x04;
  static final long RESOLVE_BENEATH = 0x08;
  static final long RESOLVE_IN_ROOT = 0x10;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int ENODATA = 61;
  static final int ENOPROTOOPT = 92;

  private static final int SOL_SOCKET = 1;
  private static final int S_IFIFO = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;

  /** A system call's number on either processor. */
  private enum Call {
    CLOSE(3, 57),
    GETSOCKOPT(55, 209),
    STATFS(137, 43),
    GETDENTS64(217, 61),
    MKNODAT(259, 33),
    UNLINKAT(263, 35),
    READLINKAT(267, 78),
    FCHMODAT(268, 53),
    PPOLL(271, 73),
    STATX(332, 291),
    PIDFD_SEND_SIGNAL(424, 424),
    PIDFD_OPEN(434, 434),
    OPENAT2(437, 437);

    private final long number;

    Call(int x86, int arm) {
      this.number = isArm() ? arm : x86;
    }
  }

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                  JAVA_LONG),
              Linker.Option.firstVariadicArg(1),
              Linker.Option.captureCallState("errno"));

  private Libc() {}

  /** What statx told of one file. */
  record Status(int mode, FileIdentity identity, long size) {
    private static final int FORMAT = 0xf000;

    boolean isRegular() {
      return (mode & FORMAT) == 0x8000;
    }

    boolean isDirectory() {
      return (mode & FORMAT) == 0x4000;
    }

    boolean isSymlink() {
      return (mode & FORMAT) == 0xa000;
    }
  }

  static int pidfdOpen(long pid) throws SystemCallException {
    return (int) call(Call.PIDFD_OPEN, "process " + pid, pid, 0, 0, 0, 0);
  }

  static void pidfdSendSignal(int pidfd, int signal) throws SystemCallException {
    call(Call.PIDFD_SEND_SIGNAL, "signal " + signal, pidfd, signal, 0, 0, 0);
  }

  static int openat2(int directory, byte[] path, int flags, long resolve)
      throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var how = arena.allocate(24, 8);
      how.set(JAVA_LONG, 0, flags | O_CLOEXEC);
      how.set(JAVA_LONG, 16, resolve);
      long name = nulTerminated(arena, path);
      return (int)
          call(Call.OPENAT2, FileNames.decode(path), directory, name, how.address(), 24, 0);
    }
  }

  /**
   * Waits until {@code fd} is readable; false when the time passed first. EINTR counts as passed.
   */
  static boolean pollReadable(int fd, int millis) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var pollfd = arena.allocate(8, 4);
      pollfd.set(JAVA_INT, 0, fd);
      pollfd.set(JAVA_SHORT, 4, (short) 1);
      var time = arena.allocate(16, 8);
      time.set(JAVA_LONG, 0, millis / 1000);
      time.set(JAVA_LONG, 8, millis % 1000 * 1_000_000L);
      return call(Call.PPOLL, "descriptor " + fd, pollfd.address(), 1, time.address(), 0, 0) > 0;
    } catch (SystemCallException e) {
      if (e.errno() == EINTR) {
        return false;
      }
      throw e;
    }
  }

  /** The option's value as 32-bit numbers; an option that the kernel lacks throws ENOPROTOOPT. */
  static int[] socketOption(int socket, int option, int numbers) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var value = arena.allocate(JAVA_INT, numbers);
      var length = arena.allocateFrom(JAVA_INT, numbers * Integer.BYTES);
      call(
          Call.GETSOCKOPT,
          "option " + option,
          socket,
          SOL_SOCKET,
          option,
          value.address(),
          length.address());
      return value.toArray(JAVA_INT);
    }
  }

  static Status status(int directory, byte[] path, int flags) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(256, 8);
      long name = nulTerminated(arena, path);
      call(
          Call.STATX,
          FileNames.decode(path),
          directory,
          name,
          flags,
          STATX_BASIC_STATS,
          buffer.address());
      return new Status(
          Short.toUnsignedInt(buffer.get(JAVA_SHORT, 28)),
          new FileIdentity(
              device(buffer.get(JAVA_INT, 136), buffer.get(JAVA_INT, 140)),
              buffer.get(JAVA_LONG, 32)),
          buffer.get(JAVA_LONG, 40));
    }
  }

  /** Where a symbolic link leads, as bytes; cut at 4096. */
  static byte[] readlink(int directory, byte[] path) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(4096);
      long name = nulTerminated(arena, path);
      long length =
          call(
              Call.READLINKAT,
              FileNames.decode(path),
              directory,
              name,
              buffer.address(),
              buffer.byteSize(),
              0);
      return buffer.asSlice(0, length).toArray(JAVA_BYTE);
    }
  }

  static void unlink(int directory, byte[] name, int flags) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      long address = nulTerminated(arena, name);
      call(Call.UNLINKAT, FileNames.decode(name), directory, address, flags, 0, 0);
    }
  }

  static void chmod(String path, int mode) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      long address = nulTerminated(arena, path.getBytes(StandardCharsets.UTF_8));
      call(Call.FCHMODAT, path, AT_FDCWD, address, mode, 0, 0);
    }
  }

  static void mkfifo(String path, int mode) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      long address = nulTerminated(arena, path.getBytes(StandardCharsets.UTF_8));
      call(Call.MKNODAT, path, AT_FDCWD, address, S_IFIFO | mode, 0, 0);
    }
  }

  /** Use of the file system at a path. */
  static FileSystemUse fileSystem(String path) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(256, 8);
      long address = nulTerminated(arena, path.getBytes(StandardCharsets.UTF_8));
      call(Call.STATFS, path, address, buffer.address(), 0, 0, 0);
      // struct statfs: type, bsize, blocks, bfree, bavail, files, ffree, 8 bytes each.
      return new FileSystemUse(
          buffer.get(JAVA_LONG, 8) * (buffer.get(JAVA_LONG, 16) - buffer.get(JAVA_LONG, 24)),
          buffer.get(JAVA_LONG, 40) - buffer.get(JAVA_LONG, 48));
    }
  }

  /** The names in an open directory, without "." and "..". */
  static List<byte[]> names(int directory) throws SystemCallException {
    var names = new ArrayList<byte[]>();
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(32 << 10, 8);
      while (true) {
        long filled =
            call(Call.GETDENTS64, "folder", directory, buffer.address(), buffer.byteSize(), 0, 0);
        if (filled == 0) {
          return names;
        }
        // struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name.
        for (long at = 0; at < filled; at += buffer.get(JAVA_SHORT, at + 16)) {
          var name = cString(buffer.asSlice(at + 19));
          boolean self = name.length == 1 && name[0] == '.';
          boolean parent = name.length == 2 && name[0] == '.' && name[1] == '.';
          if (!self && !parent) {
            names.add(name);
          }
        }
      }
    }
  }

  /** Closes a descriptor; what close(2) says of it changes nothing: it is gone either way. */
  static void close(int fd) {
    try (var arena = Arena.ofConfined()) {
      invoke(arena.allocate(STATE), Call.CLOSE, fd, 0, 0, 0, 0);
    }
  }

  /** st_dev from its two halves, as gnu_dev_makedev(3) puts them together. */
  static long device(long major, long minor) {
    return ((major & 0xfffff000L) << 32)
        | ((major & 0xfffL) << 8)
        | ((minor & 0xffffff00L) << 12)
        | (minor & 0xffL);
  }

  private static long call(Call call, String what, long a, long b, long c, long d, long e)
      throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      long result = invoke(state, call, a, b, c, d, e);
      if (result < 0) {
        throw new SystemCallException(call.name(), what, (int) ERRNO.get(state, 0L));
      }
      return result;
    }
  }

  private static long invoke(
      MemorySegment state, Call call, long a, long b, long c, long d, long e) {
    try {
      return (long) SYSCALL.invokeExact(state, call.number, a, b, c, d, e, 0L);
    } catch (Error error) {
      throw error;
    } catch (Throwable impossible) {
      throw new AssertionError("A call into the C library failed in the JVM itself", impossible);
    }
  }

  private static long nulTerminated(Arena arena, byte[] bytes) {
    var segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment.address();
  }

  private static byte[] cString(MemorySegment segment) {
    int length = 0;
    while (segment.get(JAVA_BYTE, length) != 0) {
      length++;
    }
    return segment.asSlice(0, length).toArray(JAVA_BYTE);
  }

  private static boolean isArm() {
    return System.getProperty("os.arch", "").equals("aarch64");
  }
}
