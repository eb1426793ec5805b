package dev.redline.broker;

import java.io.Serial;

/** No thought came. The message says what was asked of whom, what came back, and what to do. */
public final class MindException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** Whose doing it is. */
  public enum Kind {
    /** The provider, the way to it, or the settings: the trial has no result. */
    PROVIDER,
    /** The conversation has outgrown the model's context: a result like any other. */
    CONTEXT_FULL
  }

  private final Kind kind;
  private final int retries;
  private final String what;

  /**
   * @param retries how often it was tried again
   */
  public MindException(String message, int retries, Throwable cause) {
    this(Kind.PROVIDER, message, retries, cause);
  }

  /**
   * @param retries how often it was tried again
   */
  public MindException(Kind kind, String message, int retries, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retries = retries;
    what = message;
  }

  /** Whose doing it is. */
  public Kind kind() {
    return kind;
  }

  /** How often it was tried again. */
  public int retries() {
    return retries;
  }

  /** The message. */
  public String what() {
    return what;
  }
}
