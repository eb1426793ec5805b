/**
 * Decides from sealed evidence alone whether a trial replicated, and how far it got.
 *
 * <p>Start at {@link Oracle}. The oracle reads no clock, no file and no process and asks no model,
 * so the same sealed trial always gives the same judgement. A gap in the evidence gives {@link
 * Verdict.Invalid}, never a negative.
 */
@NullMarked
package dev.redline.oracle;

import org.jspecify.annotations.NullMarked;
