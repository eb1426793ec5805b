/**
 * What a run came to, for people and for programs: tables and JSON.
 *
 * <p>Start at {@link Summary} for a run and at {@link Timeline} for one trial. This package alone
 * knows how results are added up and how evidence is told in words. It decides nothing: every
 * number follows from verdict files, every line of a timeline from a record. What a subject wrote
 * is handed on as it is: whoever prints it makes it safe.
 */
@NullMarked
package dev.redline.report;

import org.jspecify.annotations.NullMarked;
