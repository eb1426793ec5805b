/**
 * Counts what transcripts hold, in the tables of the 2024 study: kinds of actions, commands in four
 * groups, gaps, plans and findings by phase, what came from the environment — and the behaviours
 * that words alone can show.
 *
 * <p>Start at {@link Analyzer}; it is fed turns and gives an {@link Analysis}. What is found here
 * was said, not seen: only the kernel's own account ({@code behaviour}) shows what was done. This
 * package judges no trial and asks no model.
 */
@NullMarked
package dev.redline.analysis;

import org.jspecify.annotations.NullMarked;
