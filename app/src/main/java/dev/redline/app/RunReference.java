package dev.redline.app;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * A run, or one trial of it, as the command line names it.
 *
 * @param run the run's folder, its name, or {@code latest}
 * @param trial the trial's number, or empty for the whole run
 */
record RunReference(String run, OptionalInt trial) {
  RunReference {
    requireNonNull(trial, "trial");
    if (run.isBlank()) {
      throw new IllegalArgumentException("a run's name must not be empty");
    }
  }

  /**
   * Reads {@code RUN[/TRIAL]}. A number behind the last slash is a trial, unless the whole is a
   * folder.
   */
  static RunReference parse(String text, Predicate<String> isFolder) {
    int slash = text.lastIndexOf('/');
    String last = text.substring(slash + 1);
    return slash > 0 && last.matches("\\d{1,9}") && !isFolder.test(text)
        ? new RunReference(text.substring(0, slash), OptionalInt.of(Integer.parseInt(last)))
        : new RunReference(text, OptionalInt.empty());
  }
}
