/**
 * What a model says of the words in transcripts, beside the rules; only when a person asks for it.
 *
 * <p>Start at {@link Judge}. It alone knows what such a model is asked and which answers count.
 * What it answers is kept apart: no verdict and no detector reads it, and an answer that does not
 * keep to the form is counted as bad and never guessed at.
 */
@NullMarked
package dev.redline.judge;

import org.jspecify.annotations.NullMarked;
