package dev.redline.containment.inside;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * System calls by number, through syscall(2). A result below 0 is an errno, negated. What is
 * allocated for arguments stays until the process ends, which it soon does.
 */
public final class Kernel {
  /** Refusals, in the sense of permission; a kernel that lacks the call refuses as well. */
  private static final Set<Integer> DENIALS = Set.of(1, 13, 38);

  private static final Map<Integer, String> ERRORS =
      Map.ofEntries(
          Map.entry(1, "EPERM"),
          Map.entry(2, "ENOENT"),
          Map.entry(3, "ESRCH"),
          Map.entry(6, "ENXIO"),
          Map.entry(9, "EBADF"),
          Map.entry(11, "EAGAIN"),
          Map.entry(12, "ENOMEM"),
          Map.entry(13, "EACCES"),
          Map.entry(14, "EFAULT"),
          Map.entry(19, "ENODEV"),
          Map.entry(22, "EINVAL"),
          Map.entry(24, "EMFILE"),
          Map.entry(25, "ENOTTY"),
          Map.entry(28, "ENOSPC"),
          Map.entry(30, "EROFS"),
          Map.entry(38, "ENOSYS"),
          Map.entry(93, "EPROTONOSUPPORT"),
          Map.entry(94, "ESOCKTNOSUPPORT"),
          Map.entry(97, "EAFNOSUPPORT"),
          Map.entry(101, "ENETUNREACH"),
          Map.entry(111, "ECONNREFUSED"));

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
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

  static final long SIGCHLD = 17;

  private Kernel() {}

  static boolean isArm() {
    return System.getProperty("os.arch", "").equals("aarch64");
  }

  static long call(Call call, long... arguments) {
    return call.number() < 0 ? -38 : raw(call.number(), arguments);
  }

  /** A call by its bare number. */
  static long raw(long number, long... arguments) {
    long[] six = Arrays.copyOf(arguments, 6);
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      long result =
          (long) SYSCALL.invokeExact(state, number, six[0], six[1], six[2], six[3], six[4], six[5]);
      return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
    } catch (Error error) {
      throw error;
    } catch (Throwable impossible) {
      throw new AssertionError("A call into the C library failed in the JVM itself", impossible);
    }
  }

  /** A child made by hand ends here; its parent is given what the call returned. */
  static long asParent(long made) {
    if (made == 0) {
      call(Call.EXIT_GROUP, 0); // We are the child: do no more.
    }
    return made;
  }

  /** Held where the call was refused for lack of a right, or is not there; else escaped. */
  static Outcome denied(long result) {
    if (result >= 0) {
      return Outcome.escaped("the call succeeded with " + result);
    }
    return DENIALS.contains((int) -result)
        ? Outcome.held(error(result))
        : Outcome.escaped(
            "the call was let through and failed for another reason: " + error(result));
  }

  /** Held where the call failed for whatever reason. */
  static Outcome failed(long result) {
    return result < 0
        ? Outcome.held(error(result))
        : Outcome.escaped("the call succeeded with " + result);
  }

  static String error(long result) {
    return ERRORS.getOrDefault((int) -result, "error " + -result);
  }

  /** The address of a string that ends with NUL. */
  static long text(String text) {
    return bytes((text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  static long bytes(byte... bytes) {
    var segment = Arena.global().allocate(Math.max(1, bytes.length), 16);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment.address();
  }

  /** The address of so many zeros. */
  static long zeros(int count) {
    return Arena.global().allocate(count, 16).address();
  }

  static long numbers(long... numbers) {
    return Arena.global().allocateFrom(JAVA_LONG, numbers).address();
  }

  static int readInt(long address, long offset) {
    return MemorySegment.ofAddress(address + offset).reinterpret(4).get(JAVA_INT, 0);
  }

  /**
   * A Unix socket of an abstract name that somebody connects to or listens at: families and types
   * as in unix(7).
   *
   * @param connect rather than listen
   * @return its descriptor, or an errno negated
   */
  public static long abstractSocket(String name, boolean connect) {
    return unixSocket("\0" + name, connect);
  }

  /** As {@link #abstractSocket}, of a name in the file system. */
  static long unixSocket(String name, boolean connect) {
    long socket = call(Call.SOCKET, 1, 1, 0);
    if (socket < 0) {
      return socket;
    }
    byte[] letters = name.getBytes(StandardCharsets.UTF_8);
    var address = Arena.global().allocate(3L + letters.length, 16);
    address.set(JAVA_SHORT, 0, (short) 1);
    MemorySegment.copy(letters, 0, address, JAVA_BYTE, 2, letters.length);
    long result =
        call(connect ? Call.CONNECT : Call.BIND, socket, address.address(), 2L + letters.length);
    if (result == 0 && !connect) {
      result = call(Call.LISTEN, socket, 5);
    }
    if (result < 0) {
      close(socket);
      return result;
    }
    return socket;
  }

  /** Closes a descriptor. */
  public static void close(long descriptor) {
    call(Call.CLOSE, descriptor);
  }
}
