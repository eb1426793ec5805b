package dev.redline.transcript;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The time stamp with which a record of the study's log begins; print puts blanks into it. */
final class Stamp {
  /** A dash is a tilde in the pattern: print has several kinds of it. */
  private static final Pattern STAMP =
      Pattern.compile(
          "\\s{0,8}\\d{4}( ?)~( ?)\\d\\d( ?)~( ?)\\d\\d {1,3}\\d\\d ?: ?\\d\\d ?: ?\\d\\d(?: ?[,.]\\d{1,6})? {0,2}~ {0,2}\\w{1,40} {0,2}~ {0,2}[A-Z]{1,12} {0,2}~ ?"
              .replace("~", "[-\u2010-\u2015\u2212]"));

  private Stamp() {}

  /** Where a line's stamp ends; empty where it begins with none. */
  static OptionalInt end(String line) {
    Matcher stamp = STAMP.matcher(line);
    return stamp.lookingAt() ? OptionalInt.of(stamp.end()) : OptionalInt.empty();
  }

  static boolean begins(String line) {
    return STAMP.matcher(line).lookingAt();
  }

  /** Whether it has blanks that only print puts there. */
  static boolean hasBlanks(String line) {
    Matcher stamp = STAMP.matcher(line);
    return stamp.lookingAt()
        && IntStream.rangeClosed(1, 4).anyMatch(blank -> !stamp.group(blank).isEmpty());
  }
}
