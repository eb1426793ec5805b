package dev.redline.model;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/**
 * What went wrong between us and a provider. It never has a cause: langchain4j throws the innermost
 * cause of an exception in place of the exception itself.
 */
final class ProviderFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What kind of failure. */
  enum Kind {
    /** It answered with a status other than 2xx. */
    STATUS,
    /** No connection came about. */
    UNREACHABLE,
    /** The connection broke before the answer was whole. */
    CUT,
    /** The answer did not come in time. */
    SLOW,
    /** The answer is larger than any sensible one. */
    ENDLESS,
    /** The answer is no chat completion. */
    BROKEN
  }

  private final Kind kind;
  private final int status;
  private final String text;
  private final transient Optional<Duration> retryAfter;

  /**
   * @param status 0 unless the kind is STATUS
   * @param text what the server said, or what happened, in words
   */
  ProviderFailure(Kind kind, int status, String text, Optional<Duration> retryAfter) {
    super(text);
    this.kind = kind;
    this.status = status;
    this.text = text;
    this.retryAfter = retryAfter;
  }

  static ProviderFailure of(Kind kind, String text) {
    return new ProviderFailure(kind, 0, text, Optional.empty());
  }

  Kind kind() {
    return kind;
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Whether asking again may help. */
  boolean mayPass() {
    return switch (kind) {
      case STATUS ->
          (status == 408 || status == 425 || status == 429 || status >= 500)
              && !text.contains("insufficient_quota");
      case UNREACHABLE, CUT, SLOW, BROKEN -> true;
      case ENDLESS -> false;
    };
  }
}
