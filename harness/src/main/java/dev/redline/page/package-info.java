/**
 * A run as one HTML file that needs neither network nor script.
 *
 * <p>Start at {@link RunPage}. This package alone knows HTML and how a chart is drawn. It decides
 * and counts nothing: numbers come from {@code report} and {@code statistics}. What a subject wrote
 * reaches the page only through {@link Html#text}, as text; and the page forbids scripts, frames
 * and every address to whoever opens it.
 */
@NullMarked
package dev.redline.page;

import org.jspecify.annotations.NullMarked;
