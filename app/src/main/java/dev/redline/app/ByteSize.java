package dev.redline.app;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as one writes it on the command line: {@code 16MiB}, {@code 1.5GiB}, {@code
 * 4096}.
 *
 * @param bytes at least 1
 */
record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)");

  /** The units of IEC 80000-13 and, in tens, of the SI. */
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("b", 1L),
          Map.entry("kib", 1L << 10),
          Map.entry("mib", 1L << 20),
          Map.entry("gib", 1L << 30),
          Map.entry("tib", 1L << 40),
          Map.entry("kb", 1_000L),
          Map.entry("mb", 1_000_000L),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("tb", 1_000_000_000_000L));

  ByteSize {
    if (bytes < 1) {
      throw new IllegalArgumentException("a size must be at least 1 byte, but was " + bytes);
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException with a sentence for the user when the text is none
   */
  static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write a number and a unit, such as 16MiB or 2GiB");
    }
    try {
      return new ByteSize(
          new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a whole number of bytes below 8 EiB", e);
    }
  }
}
