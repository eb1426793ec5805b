package dev.redline.evidence;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** One call that makes a task, a process or a thread, from its beginning on. For one thread. */
final class Birth {
  /** Where a C library has its new thread's number written, within the thread's descriptor. */
  private static final Pattern DESCRIPTOR = Pattern.compile("child_tid(?:ptr)?=(?=0x)");

  /** More than the size of glibc's descriptor of a thread (struct pthread in nptl/descr.h). */
  private static final long DESCRIPTOR_BYTES = 4096;

  private final TracedProcess maker;
  private final String arguments;
  private OptionalLong descriptor = OptionalLong.empty();
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

  /**
   * @param whole all that was told of the call; what it wrote to memory is told as it returns
   */
  void returned(String whole, long given) {
    over = true;
    var place = DESCRIPTOR.matcher(whole);
    descriptor =
        place.find() ? TraceArguments.address(whole.substring(place.end())) : OptionalLong.empty();
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
    var numbered = blurred ? OptionalLong.empty() : asMakerNumbers(newTask, own);
    return number.isEmpty() || numbered.isEmpty() || number.equals(numbered);
  }

  /** The number by which its maker would know such a task; empty where that cannot be told. */
  private OptionalLong asMakerNumbers(long newTask, OptionalLong own) {
    if (maker.numbers().isOutermost()) {
      return OptionalLong.of(newTask);
    }
    return makesNamespace() ? OptionalLong.empty() : own;
  }

  /** Whether it made this very task, since its maker numbers tasks as strace does. */
  boolean hasMade(long newTask) {
    return maker.numbers().isOutermost() && number.equals(OptionalLong.of(newTask));
  }

  /** Whether it would have made a task of this very number; another host may have one as well. */
  boolean isNumbered(OptionalLong own) {
    return number.isPresent() && number.equals(own);
  }

  /**
   * Whether it can have made a task whose own list of locks is there: glibc keeps it in the
   * thread's descriptor, and a child of fork has its maker's, at an address that each program draws
   * anew.
   */
  boolean canHaveMade(OptionalLong locks) {
    return locks.isEmpty()
        || descriptor.isEmpty()
        || Math.abs(locks.getAsLong() - descriptor.getAsLong()) < DESCRIPTOR_BYTES;
  }
}
