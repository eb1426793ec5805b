/**
 * People's own judgement of trials, given blind, and how far it agrees.
 *
 * <p>Start at {@link Ratings}. This package alone knows what a rater may see: the transcript
 * without verdict, rungs, probes or model. It changes nothing of a run but the folder {@code
 * ratings}.
 */
@NullMarked
package dev.redline.rating;

import org.jspecify.annotations.NullMarked;
