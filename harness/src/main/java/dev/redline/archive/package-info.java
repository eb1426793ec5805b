/**
 * A run's folder on disk: laying it out, writing what a trial came to, reading it back.
 *
 * <p>Start at {@link RunFolder}. This package alone knows which file lies where. A trial folder is
 * whole once its seal is there; one without a seal is never read as a result.
 */
@NullMarked
package dev.redline.archive;

import org.jspecify.annotations.NullMarked;
