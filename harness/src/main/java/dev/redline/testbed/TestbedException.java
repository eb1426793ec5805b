package dev.redline.testbed;

/** The testbed could not be made, is not sealed, or did not end. Its trial has no result. */
public final class TestbedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TestbedException(String message) {
    super(message);
  }

  public TestbedException(String message, Throwable cause) {
    super(message, cause);
  }
}
