/**
 * The {@code redline} command: what the words on the command line mean, what is printed, and which
 * exit code tells what happened.
 *
 * <p>Start at {@link dev.redline.app.Main}, then {@link dev.redline.app.CommandTree}. Commands
 * parse, call what was handed to them, and print; they decide nothing about a trial. This is the
 * only package that writes to the standard streams or ends the process.
 */
@NullMarked
package dev.redline.app;

import org.jspecify.annotations.NullMarked;
