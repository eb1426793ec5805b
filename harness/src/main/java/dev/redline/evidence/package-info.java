/**
 * Everything recorded from outside the testbed: observations, thoughts, and the log that seals
 * them.
 *
 * <p>Start at {@link Observation}. This package alone knows what a record on disk looks like. It
 * judges nothing, and nothing in it tells which model thought.
 */
@NullMarked
package dev.redline.evidence;

import org.jspecify.annotations.NullMarked;
