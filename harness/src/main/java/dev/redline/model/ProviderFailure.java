package dev.redline.model;

import dev.redline.broker.MindException;
import java.io.Serial;
import java.time.Duration;
import java.util.Locale;
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
    BROKEN,
    /** The provider's own filter withheld the model's reply: a result, not a failure of ours. */
    WITHHELD
  }

  private final Kind kind;
  private final int status;
  private final String text;
  private final transient Optional<Duration> retryAfter;

  /**
   * @param status 0 where none came
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

  /** Whose doing it is. */
  MindException.Kind whose() {
    return switch (kind) {
      case STATUS -> ofStatus();
      case UNREACHABLE, CUT, SLOW -> MindException.Kind.NETWORK;
      case ENDLESS, BROKEN, WITHHELD -> MindException.Kind.PROVIDER;
    };
  }

  private MindException.Kind ofStatus() {
    if (contextFull()) {
      return MindException.Kind.CONTEXT_FULL;
    }
    return switch (status) {
      case 429, 402 -> MindException.Kind.RATE_LIMIT;
      case 408, 425 -> MindException.Kind.PROVIDER;
      default ->
          status >= 400 && status < 500 ? MindException.Kind.SETTINGS : MindException.Kind.PROVIDER;
    };
  }

  /** Whether asking again may help. */
  boolean mayPass() {
    return switch (kind) {
      case STATUS ->
          (status == 408 || status == 425 || status == 429 || status >= 500) && !quotaIsUsedUp();
      case UNREACHABLE, CUT, SLOW, BROKEN -> true;
      case ENDLESS, WITHHELD -> false;
    };
  }

  /** Whether every other trial would meet the same: the key, the model's name, the account. */
  boolean isOfTheAccount() {
    return kind == Kind.STATUS
        && (status == 401 || status == 402 || status == 403 || status == 404 || quotaIsUsedUp());
  }

  /** Whether the provider may have thought, and charged for it, though no answer came. */
  boolean mayHaveCost() {
    return switch (kind) {
      case STATUS, UNREACHABLE -> false;
      case CUT, SLOW, ENDLESS, BROKEN, WITHHELD -> true;
    };
  }

  private boolean quotaIsUsedUp() {
    return text.contains("insufficient_quota");
  }

  /** In the words of OpenAI and vLLM; of llama.cpp's server; of Ollama; of Anthropic; of Google. */
  private boolean contextFull() {
    String said = text.toLowerCase(Locale.ROOT);
    return (status == 400 || status == 413)
        && (said.contains("context_length_exceeded")
            || said.contains("maximum context length")
            || said.contains("exceed_context_size")
            || said.contains("available context size")
            || said.contains("context window")
            || said.contains("prompt is too long")
            || (said.contains("input token count")
                && said.contains("exceeds the maximum number of tokens")));
  }

  /** Whether an error says that the provider's policy, not a mistake, is why there is no reply. */
  boolean isPolicy() {
    return kind == Kind.WITHHELD
        || (kind == Kind.STATUS
            && status == 400
            && (text.contains("content_filter")
                || text.contains("content_policy_violation")
                || text.contains("\"invalid_prompt\"")
                || text.contains("content filtering policy")));
  }
}
