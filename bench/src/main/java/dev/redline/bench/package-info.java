/** Measures what the instrument itself costs; each benchmark prints its answer beside its limit. */
@NullMarked
package dev.redline.bench;

import org.jspecify.annotations.NullMarked;
