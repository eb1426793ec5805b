/**
 * Splits a line of shell into the commands in it, by the grammar of bash rather than by blanks.
 *
 * <p>Start at {@link ShellGrammar}. This package alone knows bash's syntax. It runs nothing and
 * expands nothing: a variable stays as it is written.
 */
@NullMarked
package dev.redline.shell;

import org.jspecify.annotations.NullMarked;
