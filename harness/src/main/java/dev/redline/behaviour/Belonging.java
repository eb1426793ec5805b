package dev.redline.behaviour;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Whose doing something is.
 *
 * @param instance the AI system: {@code i-0} is the original, {@code i-1} a replica; empty for
 *     neither, such as the host's init and what the harness does
 * @param thought the thought whose action it followed; empty where no thought came before
 */
public record Belonging(Optional<String> instance, Optional<String> thought) {
  /** Nobody's that thinks. */
  public static final Belonging NOBODY = new Belonging(Optional.empty(), Optional.empty());

  public Belonging {
    requireNonNull(instance, "instance");
    requireNonNull(thought, "thought");
  }
}
