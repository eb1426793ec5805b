package dev.redline.transcript;

/** Takes transcripts as they are read: begin, turns, end, one after the other. */
public interface TranscriptSink {
  /** A transcript begins. */
  void begin(Origin origin);

  /** The next turn of the transcript that began last. */
  void turn(Turn turn);

  /** It ends, well or not; always called for what began. */
  void end(Ending ending);
}
