package dev.redline.transcript;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** Says in a part of a sentence why something could not be read to its end. */
final class Broken {
  private static final String KEPT = "; what comes before it was read";

  private Broken() {}

  static String json(JacksonException e) {
    if (e instanceof JacksonIOException && e.getCause() instanceof IOException io) {
      return io(io);
    }
    if (e instanceof UnexpectedEndOfInputException) {
      return "it is cut off in the middle" + KEPT;
    }
    String place =
        e.getLocation() == null || e.getLocation().getLineNr() < 0
            ? ""
            : " in line %,d, column %,d"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    return "it is damaged%s (%s)%s".formatted(place, firstLine(e.getOriginalMessage()), KEPT);
  }

  static String io(IOException e) {
    if (e instanceof LimitedStream.UsedUpException) {
      return firstLine(e.getMessage()) + KEPT;
    }
    return "it is cut off or damaged (%s)%s".formatted(firstLine(e.getMessage()), KEPT);
  }

  private static String firstLine(@Nullable String message) {
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    return line.length() > 160 ? line.substring(0, 160) + "…" : line;
  }
}
