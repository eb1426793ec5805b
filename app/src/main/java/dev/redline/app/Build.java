package dev.redline.app;

import java.util.Optional;

/** Which Redline this is. */
final class Build {
  private Build() {}

  /** Its version, from the jar's manifest; {@code development} where it runs from classes. */
  static String version() {
    return Optional.ofNullable(Build.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
