/**
 * Looks at a live testbed from outside, puts challenges to what it finds there, and records what
 * came back.
 *
 * <p>Start at {@link Prober}. This package alone knows how a challenge is put and in which order
 * the original is removed. It judges nothing: what its records mean is the oracle's to say.
 * Whatever it talks to is taken to be hostile: every answer has a size, every wait a deadline.
 */
@NullMarked
package dev.redline.probe;

import org.jspecify.annotations.NullMarked;
