package dev.redline.transcript;

import java.util.ArrayList;
import java.util.List;

/**
 * One file as it is read: hands turns on, numbers them, and keeps what went wrong. Whatever the
 * file holds, only so many turns and problems are kept. For one thread.
 */
final class Reading {
  /** Most turns of one transcript. The published trials have some dozens. */
  static final int MOST_TURNS = 100_000;

  /** Most transcripts of one file. */
  static final int MOST_TRANSCRIPTS = 10_000;

  private static final int MOST_PROBLEMS = 20;

  private final String file;
  private final TranscriptSink sink;
  private final List<String> problems = new ArrayList<>();
  private int moreProblems;
  private int transcripts;
  private int turns;
  private boolean open;

  Reading(String file, TranscriptSink sink) {
    this.file = file;
    this.sink = sink;
  }

  String file() {
    return file;
  }

  /** How many transcripts began. */
  int transcripts() {
    return transcripts;
  }

  /** Whether one more transcript may begin; tells of it where not. */
  boolean mayBegin() {
    if (transcripts == MOST_TRANSCRIPTS) {
      problem("it holds more than %,d transcripts; only those were read".formatted(transcripts));
    }
    return transcripts < MOST_TRANSCRIPTS;
  }

  void begin(Origin origin) {
    transcripts++;
    turns = 0;
    open = true;
    sink.begin(origin);
  }

  /** Whether a transcript is open. */
  boolean isOpen() {
    return open;
  }

  void turn(Turn.Said said, List<Action> actions, Excerpt environment, boolean whole) {
    turns++;
    if (turns <= MOST_TURNS) {
      sink.turn(new Turn(turns, said, actions, environment, whole));
    } else if (turns == MOST_TURNS + 1) {
      problem("a transcript has more than %,d turns; only those were read".formatted(MOST_TURNS));
    }
  }

  void end(Ending ending) {
    open = false;
    sink.end(ending);
  }

  void problem(String what) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(what);
    } else {
      moreProblems++;
    }
  }

  /** What was not whole, each in a sentence. */
  List<String> problems() {
    List<String> all = new ArrayList<>();
    problems.forEach(what -> all.add("%s: %s".formatted(file, what)));
    if (moreProblems > 0) {
      all.add("%s: and %,d problems more".formatted(file, moreProblems));
    }
    return all;
  }
}
