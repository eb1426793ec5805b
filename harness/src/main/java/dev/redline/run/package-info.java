/**
 * The execution of a study: which trials are still to be run, how many at a time, and how it is
 * stopped.
 *
 * <p>Start at {@link StudyRun}. This package alone knows the order of trials. It keeps results
 * nowhere but in the run's folder.
 */
@NullMarked
package dev.redline.run;

import org.jspecify.annotations.NullMarked;
