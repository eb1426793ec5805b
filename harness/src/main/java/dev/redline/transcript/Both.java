package dev.redline.transcript;

import static java.util.Objects.requireNonNull;

/** Hands the same transcripts to two, one after the other. */
public record Both(TranscriptSink first, TranscriptSink second) implements TranscriptSink {
  public Both {
    requireNonNull(first, "first");
    requireNonNull(second, "second");
  }

  /** As a sink. */
  public static TranscriptSink of(TranscriptSink first, TranscriptSink second) {
    return new Both(first, second);
  }

  @Override
  public void begin(Origin origin) {
    first.begin(origin);
    second.begin(origin);
  }

  @Override
  public void turn(Turn turn) {
    first.turn(turn);
    second.turn(turn);
  }

  @Override
  public void end(Ending ending) {
    first.end(ending);
    second.end(ending);
  }
}
