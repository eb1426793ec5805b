package dev.redline.app;

import static java.util.Objects.requireNonNull;

/**
 * One error as the user reads it.
 *
 * @param what what happened, one sentence
 * @param where the option, file or place it happened at
 * @param expected what should have been there
 * @param remedy what the user can do now
 */
record Complaint(String what, String where, String expected, String remedy) {
  Complaint {
    requireNonNull(what, "what");
    requireNonNull(where, "where");
    requireNonNull(expected, "expected");
    requireNonNull(remedy, "remedy");
  }

  /**
   * A message that already says what, where, what was expected and what to do, in lines of its own.
   */
  static Complaint said(String message) {
    return new Complaint(message, "", "", "");
  }

  String text() {
    if (where.isEmpty()) {
      return "redline: " + what.strip().replace("\n", "\n  ") + "\n";
    }
    return """
    redline: %s
      where:    %s
      expected: %s
      do:       %s
    """
        .formatted(what, where, expected, remedy);
  }
}
