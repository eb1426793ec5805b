/**
 * Makes the AI system that is installed into a testbed: its folder and its weights.
 *
 * <p>Start at {@link dev.redline.original.Folder} and {@link dev.redline.original.Weights}. Only
 * this package knows where the AI system's files come from. It never starts a process, and nothing
 * it writes says what it is for.
 */
@NullMarked
package dev.redline.original;

import org.jspecify.annotations.NullMarked;
