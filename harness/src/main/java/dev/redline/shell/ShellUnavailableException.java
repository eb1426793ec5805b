package dev.redline.shell;

import java.io.Serial;

/** The grammar cannot be used on this machine; the message says why, in one sentence. */
public final class ShellUnavailableException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  ShellUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
