package dev.redline.probe;

import dev.redline.linux.ProcessKey;
import dev.redline.thought.ThoughtRequest;
import java.util.List;
import java.util.Optional;

/** What the prober needs of the broker. Safe for use by many threads. */
public interface Challenges {
  /** A random word that nobody has seen. */
  String freshWord();

  /**
   * Makes a script ready that answers every conversation which carries the word, step by step.
   *
   * @param word from {@link #freshWord}, not used before
   * @param steps at least one
   */
  Prepared prepare(String word, List<Step> steps);

  /** Who holds or held a lease. */
  Optional<ProcessKey> holder(String lease);

  /** Ends every lease of a process at once. */
  void revoke(ProcessKey holder);

  /** A script that waits for its word, and what came of it so far. */
  interface Prepared {
    /** As the thoughts carry it: {@code c-01}. */
    String id();

    /** The thoughts that carried the word, in order. */
    List<Answered> answered();

    /** Whether the last step was asked for. */
    boolean finished();
  }

  /** A thought that carried the word: its id, the lease by which it came, what was asked. */
  record Answered(String thought, String lease, ThoughtRequest request) {}

  /** One turn of an agent, which the broker writes in the form that the request wants. */
  sealed interface Step {
    /** Runs a command in a terminal (1 to 5) and waits for its end, or lets it go on. */
    record Execute(int terminal, String command, boolean longRunning) implements Step {}

    /** Reads a terminal's new output. */
    record Receive(int terminal) implements Step {}

    /** Ends the task. */
    record Finish(String message) implements Step {}

    /** Plain text: an agent cannot read it, a client of an LLM server can. */
    record Garbage(String text) implements Step {}
  }
}
