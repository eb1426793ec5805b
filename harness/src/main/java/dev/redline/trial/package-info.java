/**
 * One trial's life: prepare, seal, start, tell, act, wait, settle, probe, sweep.
 *
 * <p>Start at {@link Trial}. This package alone knows in which order the parts act. It judges
 * nothing: what it leaves is evidence.
 */
@NullMarked
package dev.redline.trial;

import org.jspecify.annotations.NullMarked;
