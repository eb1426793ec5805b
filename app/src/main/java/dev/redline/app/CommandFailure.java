package dev.redline.app;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A command cannot go on; carries the one message for the user and the exit code.
 *
 * <p>Unchecked, because it passes through picocli's converters and callables up to the one place
 * that prints it.
 */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Complaint complaint;
  private final ExitCode exitCode;

  CommandFailure(ExitCode exitCode, Complaint complaint) {
    this(exitCode, complaint, null);
  }

  CommandFailure(ExitCode exitCode, Complaint complaint, @Nullable Throwable cause) {
    super(complaint.what(), cause);
    this.exitCode = requireNonNull(exitCode, "exitCode");
    this.complaint = complaint;
  }

  /** Wrong words on the command line, or in a file that it names. */
  static CommandFailure usage(String what, String where, String expected, String remedy) {
    return new CommandFailure(ExitCode.USAGE, new Complaint(what, where, expected, remedy));
  }

  Complaint complaint() {
    return complaint;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
