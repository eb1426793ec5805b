/**
 * What Linux offers beyond the JDK: system calls by the foreign function API, and /proc as typed
 * values.
 *
 * <p>Start at {@link ProcessTable} (reading) and {@link Pidfd} (waiting for and ending a process).
 * This package alone knows system call numbers, struct layouts and the text of /proc files. It
 * never starts a process and knows nothing of trials.
 */
@NullMarked
package dev.redline.linux;

import org.jspecify.annotations.NullMarked;
