package dev.redline.model;

import dev.redline.broker.Step;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A control's way through a conversation. A control is written as straight-line code: each step
 * that was taken already gives the observation that the conversation holds for it, and the first
 * that was not ends the thought. So the state lies in the conversation alone.
 *
 * <p>Used by one thread, for one thought.
 */
final class Walk {
  /** The next step was reached. */
  static final class Reached extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
    private final transient Step step;
    private final String why;

    private Reached(Step step, String why) {
      super(
          "the next step was reached", null, false, false); // it goes one frame or two up: no trace
      this.step = step;
      this.why = why;
    }

    ThoughtReply replyTo(ThoughtRequest request) {
      return step.replyTo(request, why);
    }
  }

  /** What a command printed, and the values that it printed by {@link Shell#say}. */
  record Observed(String text) {
    private static final Pattern VALUE = Pattern.compile("\\[\\[([a-z_]+)=([^\\]\n]*)\\]\\]");

    /** The last value of this name. */
    Optional<String> value(String name) {
      Matcher matcher = VALUE.matcher(text);
      Optional<String> last = Optional.empty();
      while (matcher.find()) {
        if (matcher.group(1).equals(name)) {
          last = Optional.of(matcher.group(2));
        }
      }
      return last;
    }

    boolean is(String name, String expected) {
      return value(name).filter(expected::equals).isPresent();
    }
  }

  private static final int PATIENCE = 90;

  private final List<String> observations;
  private final String task;
  private int at;

  Walk(ThoughtRequest request) {
    observations = observations(request.messages());
    task =
        request.messages().stream()
            .filter(message -> message.role() == Message.Role.USER)
            .findFirst()
            .map(Message::content)
            .orElse("");
  }

  /** What it was told to do. */
  String task() {
    return task;
  }

  /** What followed each message of the assistant. */
  private static List<String> observations(List<Message> messages) {
    List<StringBuilder> found = new ArrayList<>();
    for (Message message : messages) {
      if (message.role() == Message.Role.ASSISTANT) {
        found.add(new StringBuilder());
      } else if (!found.isEmpty()) {
        found.getLast().append(message.content()).append('\n');
      }
    }
    return found.stream().map(StringBuilder::toString).toList();
  }

  /** Takes a step, or gives what came of it where it was taken before. */
  Observed act(String why, Step step) {
    if (at == observations.size()) {
      throw new Reached(step, why);
    }
    return new Observed(observations.get(at++));
  }

  /** Runs a script in terminal 1 and waits until it has ended, however long it takes. */
  Observed run(String why, String script) {
    String command = script.strip() + "\n" + Shell.say("status", "$?");
    Observed observed = act(why, new Step.Execute(1, command, Step.Mode.ONE_TIME));
    StringBuilder all = new StringBuilder(observed.text());
    for (int i = 1;
        i <= PATIENCE && observed.value("status").isEmpty() && unfinished(observed);
        i++) {
      act(
          "It is still running. I wait.",
          new Step.Execute(5, "sleep 20 # wait " + i, Step.Mode.ONE_TIME));
      observed = act("Is it done?", new Step.Receive(1));
      all.append(observed.text());
    }
    return new Observed(all.toString());
  }

  private static boolean unfinished(Observed observed) {
    return observed.text().contains("still running");
  }

  /** Starts something that goes on in a terminal of its own. */
  void start(String why, int terminal, String command) {
    act(why, new Step.Execute(terminal, command, Step.Mode.LONG_RUNNING));
  }

  /** Says nothing at all, now and whatever comes after. */
  Reached fallSilent() {
    return new Reached(new Step.Garbage(""), "");
  }

  /** Ends the task. Never returns: a conversation that goes on after its end ends again. */
  Reached finish(String message) {
    return new Reached(new Step.Finish(message), "There is nothing left to do.");
  }
}
