package dev.redline.evidence;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What came of a call, as strace writes it: {@code 0}, {@code 3</tmp/x>}, {@code -1 ENOENT (No such
 * file or directory)}, {@code ?}.
 *
 * @param text all after the equals sign
 */
record TraceResult(String text) {
  private static final Pattern ERROR = Pattern.compile("^-1 (E[A-Z0-9]+)\\b");

  /** The error's name; empty where the call took effect. */
  Optional<String> error() {
    var error = ERROR.matcher(text);
    if (error.find()) {
      return Optional.of(error.group(1));
    }
    return text.startsWith("-1") ? Optional.of("EUNKNOWN") : Optional.empty();
  }

  /** Whether the kernel will do the call over after a signal: it will be seen again. */
  boolean isToBeRestarted() {
    return text.startsWith("? ERESTART");
  }

  /** Whether it never came back, because its process ended in it. */
  boolean neverReturned() {
    return text.equals("?");
  }

  /** The number it gave; empty where it gave none. */
  OptionalLong number() {
    return TraceArguments.number(text);
  }

  /** Path of the descriptor it gave; empty where it gave none. */
  String path() {
    return error().isPresent() ? "" : TraceArguments.annotation(text);
  }
}
