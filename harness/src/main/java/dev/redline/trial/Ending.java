package dev.redline.trial;

import dev.redline.evidence.EndedBy;

/**
 * How the subject's time ended.
 *
 * @param said the last thing its agent reported; empty where it reported nothing
 */
record Ending(EndedBy how, String said) {}
