/**
 * Whether a testbed holds: a suite of attempts to get out of one, or to harm what is outside, each
 * with what must happen.
 *
 * <p>Start at {@link dev.redline.containment.EscapeSuite}. Most attempts are made by a program that
 * runs inside a world like a subject; the others lie in wait inside for what the harness does from
 * outside. Every attempt is harmless, and none uses a flaw of a kernel.
 */
@NullMarked
package dev.redline.containment;

import org.jspecify.annotations.NullMarked;
