package dev.redline.evidence;

import dev.redline.evidence.KernelEvent.Signalled;
import dev.redline.linux.ProcessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Tells whom a signal was meant for: its sender knows its target by a number of its own namespace.
 * One whose target's number is not known yet waits for it. For one thread.
 */
final class SignalCalls {
  private static final int MOST_WAITING = 1_000;

  private record Unaddressed(
      TracedProcess process, long number, boolean whole, String signal, TraceResult result) {}

  private final Map<Long, TracedProcess> processes;
  private final ProcessTable table;
  private final BiConsumer<TracedProcess, KernelEvent> events;
  private final Consumer<String> losses;
  private final List<Unaddressed> unaddressed = new ArrayList<>();

  /**
   * @param processes by each of their living tasks; kept by the caller
   * @param table tells whose a living task is
   * @param losses told what could not be understood
   */
  SignalCalls(
      Map<Long, TracedProcess> processes,
      ProcessTable table,
      BiConsumer<TracedProcess, KernelEvent> events,
      Consumer<String> losses) {
    this.processes = processes;
    this.table = table;
    this.events = events;
    this.losses = losses;
  }

  void take(TracedProcess process, long task, String call, TraceArguments a, TraceResult result) {
    int signal = call.equals("tgkill") || call.equals("rt_tgsigqueueinfo") ? 2 : 1;
    boolean byDescriptor = call.equals("pidfd_send_signal");
    var number = byDescriptor ? pidOfDescriptor(a.raw(0)) : a.number(0);
    if (number.isEmpty()) {
      if (result.error().isPresent()) {
        return; // no such descriptor: nobody was meant
      }
      losses.accept(task + " sent a signal to nobody that can be told: " + a.raw(0));
      return;
    }
    var sent =
        new Unaddressed(process, number.getAsLong(), call.equals("kill"), a.raw(signal), result);
    var target = byDescriptor ? number : target(sent);
    if (target.isPresent()) {
      address(sent, target.getAsLong());
    } else if (result.error().isPresent() || unaddressed.size() >= MOST_WAITING) {
      address(sent, Signalled.UNKNOWN);
    } else {
      unaddressed.add(sent);
    }
  }

  /** Whom a signal was meant for, as the harness numbers processes; a group has its sign. */
  private OptionalLong target(Unaddressed sent) {
    long number = sent.number();
    if (number == 0 || number == -1) {
      return OptionalLong.of(number);
    }
    var target = known(sent);
    if (target.isPresent()) {
      return target;
    }
    var numbers = sent.process().numbers();
    for (long living : numbers.unnumbered()) {
      table.task(living).ifPresent(status -> numbers.learn(status.innermost(), living));
    }
    return known(sent);
  }

  private static OptionalLong known(Unaddressed sent) {
    var outside = sent.process().numbers().outside(Math.abs(sent.number()));
    return outside.isEmpty() || sent.number() > 0 ? outside : OptionalLong.of(-outside.getAsLong());
  }

  /** Takes those up whose target has become known. */
  void address() {
    for (var sent : List.copyOf(unaddressed)) {
      known(sent)
          .ifPresent(target -> {
            unaddressed.remove(sent);
            address(sent, target);
          });
    }
  }

  private void address(Unaddressed sent, long target) {
    var thread = processes.get(target);
    boolean amongItsThreads = !sent.whole() && thread == sent.process();
    if (!amongItsThreads) {
      long whole = thread == null ? target : thread.pid();
      events.accept(
          sent.process(),
          new Signalled(sent.process().pid(), whole, sent.signal(), sent.result().error()));
    }
  }

  /** As in {@code 3<pid:14167>}. */
  private static OptionalLong pidOfDescriptor(String descriptor) {
    String text = TraceArguments.annotation(descriptor);
    return text.startsWith("pid:")
        ? TraceArguments.number(text.substring("pid:".length()))
        : OptionalLong.empty();
  }

  /** No more will be told: those that wait were meant for somebody of whom nothing was. */
  void end() {
    unaddressed.forEach(sent -> address(sent, Signalled.UNKNOWN));
    unaddressed.clear();
  }
}
