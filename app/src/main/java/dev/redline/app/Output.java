package dev.redline.app;

import java.io.PrintWriter;

/**
 * Where a command prints.
 *
 * @param out the result, and nothing else
 * @param err progress, notes and errors
 * @param palette colours for {@code out}
 */
record Output(PrintWriter out, PrintWriter err, Palette palette) {}
