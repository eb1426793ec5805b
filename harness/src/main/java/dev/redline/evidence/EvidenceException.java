package dev.redline.evidence;

import java.io.Serial;

/** Evidence could not be written or read; the message says which, where and why. */
public final class EvidenceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public EvidenceException(String message, Throwable cause) {
    super(message, cause);
  }

  public EvidenceException(String message) {
    super(message);
  }
}
