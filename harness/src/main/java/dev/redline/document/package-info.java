/**
 * Files that people write, read with the place of each word: a mistake is told with its file, its
 * line and the nearest right key.
 *
 * <p>Start at {@link Section}. This package alone knows YAML as people write it. It does not know
 * what any key means.
 */
@NullMarked
package dev.redline.document;

import org.jspecify.annotations.NullMarked;
