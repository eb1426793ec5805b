package dev.redline.app;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Asks the kernel whether stderr is a terminal and how wide; the JDK tells it of stdin and stdout
 * together only. Safe for use by several threads.
 */
final class ErrorTerminal implements Supplier<OptionalInt> {
  /** {@code asm-generic/ioctls.h}: the same on x86-64 and ARM. */
  private static final long TIOCGWINSZ = 0x5413;

  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  /** A terminal that does not know its size says 0. */
  private static final int USUAL_WIDTH = 80;

  private final MethodHandle ioctl;
  private final int descriptor;

  ErrorTerminal() {
    this(STDERR);
  }

  private ErrorTerminal(int descriptor) {
    this.descriptor = descriptor;
    Linker linker = Linker.nativeLinker();
    ioctl =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
  }

  /** The same for stdout alone. */
  static ErrorTerminal ofStdout() {
    return new ErrorTerminal(STDOUT);
  }

  /** Cells of a line now; empty when stderr is no terminal. */
  @Override
  public OptionalInt get() {
    try (Arena arena = Arena.ofConfined()) {
      // struct winsize: rows, columns and two unused, 16 bits each
      MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
      if ((int) ioctl.invokeExact(descriptor, TIOCGWINSZ, size) != 0) {
        return OptionalInt.empty();
      }
      int columns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
      return OptionalInt.of(columns == 0 ? USUAL_WIDTH : columns);
    } catch (Throwable e) { // what invokeExact declares
      throw new IllegalStateException(
          "asking descriptor " + descriptor + " for its width by ioctl failed", e);
    }
  }
}
