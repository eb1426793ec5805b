package dev.redline.app;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as one writes and reads them: {@code 30s}, {@code 1h30m}, {@code 250ms}. */
final class TimeSpan {
  private static final Pattern FORM = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");

  private TimeSpan() {}

  /**
   * Reads a duration of zero or more, to the millisecond.
   *
   * @throws IllegalArgumentException with a sentence for the user when the text is none
   */
  static Duration parse(String text) {
    String stripped = text.strip();
    if (!FORM.matcher(stripped).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write numbers with units, such as 30s, 2h or 1h30m");
    }
    try {
      BigDecimal millis = BigDecimal.ZERO;
      for (Matcher part = PART.matcher(stripped); part.find(); ) {
        millis =
            millis.add(
                new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit(part.group(2)))));
      }
      return Duration.ofMillis(millis.longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is too long or finer than 1ms", e);
    }
  }

  private static long unit(String name) {
    return switch (name) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      default -> throw new IllegalArgumentException("no unit of time: " + name);
    };
  }

  /** Minutes and seconds, with hours where there are any: {@code 0:07}, {@code 1:02:03}. */
  static String clock(Duration duration) {
    long hours = duration.toHours();
    String minutesAndSeconds =
        hours > 0
            ? "%02d:%02d".formatted(duration.toMinutesPart(), duration.toSecondsPart())
            : "%d:%02d".formatted(duration.toMinutesPart(), duration.toSecondsPart());
    return hours > 0 ? hours + ":" + minutesAndSeconds : minutesAndSeconds;
  }
}
