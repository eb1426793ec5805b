package dev.redline.transcript;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file and keeps all that was told of it. */
final class Heard implements TranscriptSink {
  final List<Origin> origins = new ArrayList<>();
  final List<Turn> turns = new ArrayList<>();
  final List<Ending> endings = new ArrayList<>();
  List<String> problems = List.of();
  private boolean open;

  static Heard of(Path file) {
    var heard = new Heard();
    heard.problems = TranscriptReader.read(file, heard);
    heard.mustBeClosed();
    return heard;
  }

  /** Every transcript that began ended, one after the other. */
  void mustBeClosed() {
    if (open || origins.size() != endings.size()) {
      throw new AssertionError("a transcript was not ended");
    }
  }

  List<Action> actions() {
    return turns.stream().flatMap(turn -> turn.actions().stream()).toList();
  }

  @Override
  public void begin(Origin origin) {
    if (open) {
      throw new AssertionError("a transcript began within another");
    }
    open = true;
    origins.add(origin);
  }

  @Override
  public void turn(Turn turn) {
    if (!open) {
      throw new AssertionError("a turn outside of any transcript");
    }
    turns.add(turn);
  }

  @Override
  public void end(Ending ending) {
    if (!open) {
      throw new AssertionError("an end without a beginning");
    }
    open = false;
    endings.add(ending);
  }
}
