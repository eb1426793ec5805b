package dev.redline.transcript;

import java.io.Serial;

/** Nothing can be read there; the message says what it is, what was expected, and what to do. */
public final class TranscriptException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  TranscriptException(String message) {
    super(message);
  }

  TranscriptException(String message, Throwable cause) {
    super(message, cause);
  }
}
