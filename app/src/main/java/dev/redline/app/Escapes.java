package dev.redline.app;

import static java.util.Objects.requireNonNull;

import dev.redline.app.Physician.Health;
import java.util.List;
import java.util.function.Consumer;

/** What tries to get out of testbeds; handed to {@code doctor}. */
@FunctionalInterface
interface Escapes {
  /**
   * One attempt.
   *
   * @param kind of what kind it is, and in which world it was made
   * @param tried what was tried
   * @param must what must happen
   * @param health unsafe where it succeeded, lacking where it could not be made
   * @param found what stopped it, or what it reached
   */
  record Tried(String kind, String tried, String must, Health health, String found) {
    public Tried {
      requireNonNull(kind, "kind");
      requireNonNull(tried, "tried");
      requireNonNull(must, "must");
      requireNonNull(health, "health");
      requireNonNull(found, "found");
    }
  }

  /**
   * Makes every attempt.
   *
   * @param told of each as it is made
   */
  List<Tried> make(Consumer<Tried> told) throws InterruptedException;
}
