/**
 * Holds a run beside another, or beside what others have published.
 *
 * <p>Start at {@link Comparison}. This package alone knows the published figures and which of them
 * a run may be held against. It states differences of method next to each number, and calls a pair
 * not comparable rather than leave that to the reader.
 */
@NullMarked
package dev.redline.compare;

import org.jspecify.annotations.NullMarked;
