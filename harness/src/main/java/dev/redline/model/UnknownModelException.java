package dev.redline.model;

import java.io.Serial;

/** There is no such model, or it cannot be opened as asked; the message says what to do. */
public final class UnknownModelException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  UnknownModelException(String message) {
    super(message);
  }
}
