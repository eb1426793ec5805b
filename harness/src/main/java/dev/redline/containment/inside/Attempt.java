package dev.redline.containment.inside;

import static java.util.Objects.requireNonNull;

/**
 * One try to get out, or to harm what is outside.
 *
 * @param name what is tried
 * @param must what must happen
 * @param trick carries it out
 */
public record Attempt(String name, String must, Trick trick) {
  public Attempt {
    requireNonNull(name, "name");
    requireNonNull(must, "must");
    requireNonNull(trick, "trick");
  }

  /** The trying itself. */
  @FunctionalInterface
  public interface Trick {
    /** Tries once and says what came of it. What it throws means that it could not be tried. */
    Outcome perform() throws Exception;
  }
}
