package dev.redline.evidence;

import java.util.OptionalLong;

/** One call that makes a task, a process or a thread, from its beginning on. For one thread. */
final class Birth {
  private final TracedProcess maker;
  private final String arguments;
  private OptionalLong number = OptionalLong.empty();
  private OptionalLong task = OptionalLong.empty();
  private boolean over;
  private boolean blurred;

  Birth(TracedProcess maker, String arguments) {
    this.maker = maker;
    this.arguments = arguments;
  }

  TracedProcess maker() {
    return maker;
  }

  boolean makesThread() {
    return arguments.contains("CLONE_THREAD");
  }

  /** The numbers by which what it makes is known to those round it. */
  InnerNumbers numbersOfTask() {
    return arguments.contains("CLONE_NEWPID") ? InnerNumbers.inner() : maker.numbersOfChildren();
  }

  private boolean makesNamespace() {
    return arguments.contains("CLONE_NEWPID") || maker.numbersOfChildren() != maker.numbers();
  }

  /** What the call returned, as its maker numbers tasks; empty where it has not. */
  OptionalLong number() {
    return number;
  }

  /** Whether no more will be told of the call: it has returned, or its caller has ended in it. */
  boolean isOver() {
    return over;
  }

  void returned(long given) {
    over = true;
    number = OptionalLong.of(given);
    learn();
  }

  void cutShort() {
    over = true;
  }

  /** This task is the one that it made, and no other can be. */
  void made(long newTask) {
    task = OptionalLong.of(newTask);
    learn();
  }

  /**
   * It, or another with which it was taken for one, has made a task: its number tells no more
   * which.
   */
  void blur() {
    blurred = true;
  }

  private void learn() {
    if (!blurred && number.isPresent() && task.isPresent()) {
      maker.numbers().learn(number.getAsLong(), task.getAsLong());
    }
  }

  /** Whether it can have made a task of these numbers; the inner one may not be known. */
  boolean canHaveMade(long newTask, OptionalLong own) {
    return number.isEmpty() || !isComparable(own) || number.getAsLong() == expected(newTask, own);
  }

  /** Whether it has made a task of these numbers, as far as its own namespace goes. */
  boolean isToldBy(long newTask, OptionalLong own) {
    return number.isPresent() && isComparable(own) && number.getAsLong() == expected(newTask, own);
  }

  private boolean isComparable(OptionalLong own) {
    return !blurred && isOfSameNamespace(own);
  }

  private boolean isOfSameNamespace(OptionalLong own) {
    return maker.numbers().isOutermost() || (own.isPresent() && !makesNamespace());
  }

  private long expected(long newTask, OptionalLong own) {
    return maker.numbers().isOutermost() ? newTask : own.orElseThrow();
  }
}
