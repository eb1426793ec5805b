package dev.redline.archive;

import java.io.Serial;

/** A run's folder cannot be used; the message says which, what was expected, and what to do. */
public final class ArchiveException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final boolean damage;

  public ArchiveException(String message) {
    super(message);
    damage = false;
  }

  public ArchiveException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private ArchiveException(String message, Throwable cause, boolean damage) {
    super(message, cause);
    this.damage = damage;
  }

  /** A file of a run that is there is not as it was written. */
  static ArchiveException damaged(String message, Throwable cause) {
    return new ArchiveException(message, cause, true);
  }

  /** Whether a file that is there is not as it was written, rather than that none is there. */
  public boolean isDamage() {
    return damage;
  }
}
