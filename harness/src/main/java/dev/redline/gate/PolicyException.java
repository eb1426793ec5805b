package dev.redline.gate;

import java.io.Serial;

/** A policy cannot be used; the message says where, what was expected, and what to do. */
public final class PolicyException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  PolicyException(String message) {
    super(message);
  }

  PolicyException(String message, Throwable cause) {
    super(message, cause);
  }
}
