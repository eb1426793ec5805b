/**
 * A run in the forms that other programs read: Inspect's log and tables for statistics programs.
 *
 * <p>Start at {@link InspectExport} and {@link CsvExport}. This package alone knows those forms. It
 * leaves nothing out in silence: what a form has no room for is said in its metadata or codebook. A
 * run's folder stays the record; what is written here is a copy.
 */
@NullMarked
package dev.redline.export;

import org.jspecify.annotations.NullMarked;
