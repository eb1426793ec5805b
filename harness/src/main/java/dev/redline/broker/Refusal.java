package dev.redline.broker;

import java.io.Serial;

/** Why an exchange over the socket is not carried out; the message is what the client is told. */
final class Refusal extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** What the accelerator's protocol calls the reason. */
  enum Code {
    BUSY,
    NO_MEMORY,
    UNKNOWN_CONTEXT,
    BAD_DIGEST,
    STOPPED,
    MODEL_FAILURE,
    BAD_REQUEST;

    /** As it stands in the protocol. */
    String text() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private final Code code;
  private final String told;

  Refusal(Code code, String message) {
    super(message);
    this.code = code;
    told = message;
  }

  Refusal(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    told = message;
  }

  Code code() {
    return code;
  }

  /** What the client is told. */
  String told() {
    return told;
  }
}
