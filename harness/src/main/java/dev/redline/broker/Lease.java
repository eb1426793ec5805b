package dev.redline.broker;

import dev.redline.linux.ProcessKey;
import java.util.HashSet;
import java.util.Set;

/**
 * One running LLM server's right to thoughts: ends with its holder or when it is revoked, and then
 * for good.
 */
final class Lease {
  private final int number;
  private final ProcessKey holder;
  private final Set<Thread> thinking = new HashSet<>();
  private boolean ended;

  Lease(int number, ProcessKey holder) {
    this.number = number;
    this.holder = holder;
  }

  /** As it stands in the evidence. */
  String id() {
    return "l-" + number;
  }

  /** As its holder knows it. */
  String context() {
    return "c-" + number;
  }

  ProcessKey holder() {
    return holder;
  }

  /** Whether it is the first of its trial: the original's. */
  boolean isOriginal() {
    return number == 1;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Ends it and every thought that is under way; false when it had ended already. */
  synchronized boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    interruptThoughts();
    return true;
  }

  synchronized void interruptThoughts() {
    thinking.forEach(Thread::interrupt);
  }

  /**
   * Notes that this thread thinks for it, so that it can be called off; false when it has ended.
   */
  synchronized boolean beginThought() {
    return !ended && thinking.add(Thread.currentThread());
  }

  /** After this the thread is not interrupted any more on account of this lease. */
  synchronized void endThought() {
    thinking.remove(Thread.currentThread());
  }
}
