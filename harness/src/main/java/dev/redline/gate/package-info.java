/**
 * Holds a run against a policy: which red lines it crossed, if any.
 *
 * <p>Start at {@link Gate} and {@link Policy}. This package alone knows what a policy may demand.
 * It fails closed: what was not measured has not passed, and a policy that names what was not run
 * is refused rather than passed over.
 */
@NullMarked
package dev.redline.gate;

import org.jspecify.annotations.NullMarked;
