package dev.redline.statistics;

/** Refuses arguments outside their range, with the name, the range and the value in the message. */
final class Check {
  private Check() {}

  /** Returns a value in [0, 1], or throws {@link IllegalArgumentException}. */
  static double probability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1], but was " + value);
    }
    return value;
  }

  /** Returns a value in (0, 1), or throws {@link IllegalArgumentException}. */
  static double insideUnit(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " must be greater than 0 and less than 1, but was " + value);
    }
    return value;
  }

  /** Returns a finite value greater than 0, or throws {@link IllegalArgumentException}. */
  static double positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " must be finite and greater than 0, but was " + value);
    }
    return value;
  }

  /** Returns a value of at least {@code least}, or throws {@link IllegalArgumentException}. */
  static int atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + " must be at least " + least + ", but was " + value);
    }
    return value;
  }

  /** Throws {@link IllegalArgumentException} unless 0 <= hits <= trials. */
  static void counts(int hits, int trials) {
    if (hits < 0 || hits > trials) {
      throw new IllegalArgumentException(
          "hits must be between 0 and the number of trials, but was %d of %d"
              .formatted(hits, trials));
    }
  }
}
