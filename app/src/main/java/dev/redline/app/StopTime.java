package dev.redline.app;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZonedDateTime;

/** When a run is to stop by itself, as one writes it: {@code 2h30m}, {@code 23:30}. */
sealed interface StopTime {
  /** So long after the run began. */
  record After(Duration time) implements StopTime {}

  /** At a time of day: today, or tomorrow where it has passed today. */
  record At(LocalTime time) implements StopTime {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the user when the text is none
   */
  static StopTime parse(String text) {
    String stripped = text.strip();
    try {
      if (stripped.contains(":")) {
        return new At(LocalTime.parse(stripped));
      }
      Duration time = TimeSpan.parse(stripped);
      if (time.isPositive()) {
        return new After(time);
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      throw refused(text, e);
    }
    throw refused(text, null);
  }

  private static IllegalArgumentException refused(
      String text, @org.jspecify.annotations.Nullable Exception cause) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no time to stop at; write a duration of more than zero, such as 90m or 2h30m,"
            + " or a time of day, such as 23:30",
        cause);
  }

  /** How long it is until then. */
  default Duration from(ZonedDateTime now) {
    return switch (this) {
      case After(Duration time) -> time;
      case At(LocalTime time) -> {
        ZonedDateTime today = now.toLocalDate().atTime(time).atZone(now.getZone());
        yield Duration.between(
            now,
            today.isAfter(now)
                ? today
                : now.toLocalDate().plusDays(1).atTime(time).atZone(now.getZone()));
      }
    };
  }
}
