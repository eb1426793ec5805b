package dev.redline.judge;

import java.io.Serial;

/** An answer that does not keep to the form; the message says in what. */
final class BadAnswerException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  BadAnswerException(String message) {
    super(message);
  }
}
