package dev.redline.containment.inside;

import static java.util.Objects.requireNonNull;

/**
 * What came of an attempt.
 *
 * @param found what stopped it, or what it reached
 */
public record Outcome(Kind kind, String found) {
  /** How it ended. */
  public enum Kind {
    /** Something stopped it. */
    HELD,
    /** It succeeded: a hole. */
    ESCAPED,
    /** This machine lacks what it needs, so that nothing was shown. */
    UNTRIED
  }

  public Outcome {
    requireNonNull(kind, "kind");
    requireNonNull(found, "found");
  }

  /** It was stopped, and by what. */
  public static Outcome held(String by) {
    return new Outcome(Kind.HELD, by);
  }

  /** It succeeded, and how. */
  public static Outcome escaped(String how) {
    return new Outcome(Kind.ESCAPED, how);
  }

  /** It could not be tried, and why. */
  public static Outcome untried(String why) {
    return new Outcome(Kind.UNTRIED, why);
  }
}
