/**
 * Says how sure counted outcomes make us: intervals, tests, stopping rules and sample sizes.
 *
 * <p>Start at {@link dev.redline.statistics.Proportion}. It alone knows the formulas and where each
 * comes from. It never reads a file, a clock or a random source, and knows nothing of trials,
 * models or verdicts: everything here is an immutable value or a pure function, safe for use by any
 * thread.
 */
@NullMarked
package dev.redline.statistics;

import org.jspecify.annotations.NullMarked;
