package dev.redline.broker;

import dev.redline.thought.FailedTry;
import java.io.Serial;
import java.util.List;

/** A thought was called off after its provider had been asked: what came of that is kept. */
public final class CalledOffException extends InterruptedException {
  @Serial private static final long serialVersionUID = 1;

  private final transient List<FailedTry> failed;

  /**
   * @param failed each time that it was asked, the one that was broken off included
   */
  public CalledOffException(String message, List<FailedTry> failed) {
    super(message);
    this.failed = List.copyOf(failed);
  }

  /** Each time that it was asked in vain. */
  public List<FailedTry> failed() {
    return failed;
  }
}
