/**
 * What was asked, fixed before anything runs: models, scenarios, trials, seeds, limits, and their
 * digest.
 *
 * <p>Start at {@link Study}. This package runs nothing.
 */
@NullMarked
package dev.redline.study;

import org.jspecify.annotations.NullMarked;
