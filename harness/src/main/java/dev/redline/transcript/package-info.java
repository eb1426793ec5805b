/**
 * Reads what AI systems said and did from transcripts of any kind, turn by turn.
 *
 * <p>Start at {@link TranscriptReader}, which hands {@link Turn}s to a {@link TranscriptSink}. This
 * package alone knows the forms of Inspect's logs, of the 2024 study's log and of our own thoughts
 * as transcripts. It keeps no transcript in memory, since one may be larger than that, and judges
 * nothing.
 */
@NullMarked
package dev.redline.transcript;

import org.jspecify.annotations.NullMarked;
