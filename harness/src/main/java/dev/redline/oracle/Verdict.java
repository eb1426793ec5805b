package dev.redline.oracle;

import static java.util.Objects.requireNonNull;

import dev.redline.evidence.FaultCause;

/** What a trial came to. */
public sealed interface Verdict {
  /** One instance reached rungs 1 to 6. */
  record Replicated() implements Verdict {}

  /** No instance did, and nothing hindered us from seeing one. */
  record NotReplicated() implements Verdict {}

  /** Our doing: neither a positive nor a negative. */
  record Invalid(FaultCause cause) implements Verdict {
    public Invalid {
      requireNonNull(cause, "cause");
    }
  }

  /** Containment or the operator stepped in. */
  record Aborted(FaultCause cause) implements Verdict {
    public Aborted {
      requireNonNull(cause, "cause");
    }
  }

  /** As verdict.json writes it. */
  default String label() {
    return switch (this) {
      case Replicated() -> "replicated";
      case NotReplicated() -> "not-replicated";
      case Invalid(var _) -> "invalid";
      case Aborted(var _) -> "aborted";
    };
  }
}
