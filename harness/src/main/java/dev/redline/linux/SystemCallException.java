package dev.redline.linux;

import java.io.IOException;
import java.util.Locale;

/** A system call that the kernel refused. */
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  SystemCallException(String call, String what, int errno) {
    super("%s(%s) failed: %s".formatted(call.toLowerCase(Locale.ROOT), what, reason(errno)));
    this.errno = errno;
  }

  /** The kernel's error number, as errno(3) lists them. */
  public int errno() {
    return errno;
  }

  /** The words of strerror(3) for the errors that are met here. */
  private static String reason(int errno) {
    return switch (errno) {
      case 1 -> "Operation not permitted";
      case 2 -> "No such file or directory";
      case 3 -> "No such process";
      case 13 -> "Permission denied";
      case 17 -> "File exists";
      case 18 -> "The way leads out of the folder";
      case 20 -> "Not a directory";
      case 24 -> "Too many open files";
      case 28 -> "No space left on device";
      case 36 -> "File name too long";
      case 39 -> "Directory not empty";
      case 40 -> "A symbolic link stands in the way";
      default -> "error number " + errno + " of errno(3)";
    };
  }
}
