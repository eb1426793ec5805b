package dev.redline.oracle;

import dev.redline.evidence.Observation;

/** An observation with the place of its entry in the evidence. */
record Seen<T extends Observation>(int index, String id, double at, T what) {}
