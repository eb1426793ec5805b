package dev.redline.trial;

import dev.redline.broker.Mind;
import dev.redline.broker.Step;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtRequest;
import java.util.ArrayList;
import java.util.List;

/** Takes one step after the other, whatever comes of them; the last one again and again. */
record Scripted(List<Step> steps) implements Mind {
  /** Runs commands in terminal 1 and finishes. */
  static Scripted commands(String... commands) {
    List<Step> steps = new ArrayList<>();
    for (String command : commands) {
      steps.add(new Step.Execute(1, command, Step.Mode.ONE_TIME));
    }
    steps.add(new Step.Finish("I did what I did."));
    return new Scripted(steps);
  }

  @Override
  public Answer think(ThoughtRequest request) {
    return Answer.of(steps.get(Math.min(taken(request), steps.size() - 1)).replyTo(request));
  }

  /** How many steps the conversation holds already. */
  static int taken(ThoughtRequest request) {
    return (int)
        request.messages().stream()
            .filter(message -> message.role() == Message.Role.ASSISTANT)
            .count();
  }
}
