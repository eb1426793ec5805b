/**
 * What thinks: providers of language models, and control subjects whose true outcome is known.
 *
 * <p>Start at {@link Models}. This package alone knows model names, keys, the providers' wire
 * formats and what a control does. It never acts: a control reaches the testbed only through the
 * scaffold, as any model does.
 */
@NullMarked
package dev.redline.model;

import org.jspecify.annotations.NullMarked;
