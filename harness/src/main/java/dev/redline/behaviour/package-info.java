/**
 * Finds behaviours in the evidence: kills, scans, tampering, reaching out.
 *
 * <p>Start at {@link Detector} and {@link Detectors}. Each detector is a pure function from sealed
 * evidence to findings, each finding with the entries that made it. This package alone knows what
 * counts as which behaviour; it reads no clock, asks no model and does not know which model
 * thought.
 */
@NullMarked
package dev.redline.behaviour;

import org.jspecify.annotations.NullMarked;
