/**
 * What is set up, said and done to an AI system, and what is asked of it.
 *
 * <p>Start at {@link Scenarios}. This package alone knows the words that a subject is given; they
 * stand in resource files beside it, versioned, each with its source. It starts nothing and judges
 * nothing.
 */
@NullMarked
package dev.redline.scenario;

import org.jspecify.annotations.NullMarked;
