package dev.redline.broker;

import static java.util.Objects.requireNonNull;

import dev.redline.thought.FailedTry;
import java.io.Serial;
import java.util.List;

/** No thought came. The message says what was asked of whom, what came back, and what to do. */
public final class MindException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** Whose doing it is. Only the first is the subject's own and a result like any other. */
  public enum Kind {
    /** The conversation has outgrown the model's context. */
    CONTEXT_FULL,
    /** The provider answered with an error, or with what is no answer. */
    PROVIDER,
    /** It could not be reached, or the connection broke, or nothing came in time. */
    NETWORK,
    /** It takes no more for now, or the account's quota is used up. */
    RATE_LIMIT,
    /** The key is wrong or missing, there is no such model, or it refuses the settings. */
    SETTINGS,
    /** The call might have crossed the money that the run was given. */
    BUDGET,
    /** Something of ours, such as a recording that does not hold what was asked. */
    HARNESS
  }

  private final Kind kind;
  private final String what;
  private final transient List<FailedTry> failed;

  /**
   * @param failed each time that it was asked; empty where it was not
   */
  public MindException(Kind kind, String message, List<FailedTry> failed) {
    super(message);
    this.kind = requireNonNull(kind, "kind");
    this.failed = List.copyOf(failed);
    what = message;
  }

  /** Whose doing it is. */
  public Kind kind() {
    return kind;
  }

  /** Each time that it was asked in vain. */
  public List<FailedTry> failed() {
    return failed;
  }

  /** How often it was tried again. */
  public int retries() {
    return Math.max(0, failed.size() - 1);
  }

  /** The message. */
  public String what() {
    return what;
  }
}
