package dev.redline.archive;

import java.io.Serial;

/** A run's folder cannot be used; the message says which, what was expected, and what to do. */
public final class ArchiveException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public ArchiveException(String message) {
    super(message);
  }

  public ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
