package dev.redline.model;

import dev.redline.broker.Mind;
import dev.redline.thought.ThoughtRequest;

/** Thinks as a control subject does: a pure function of the seed and the conversation. */
final class ControlMind implements Mind {
  private final Control control;
  private final long seed;

  ControlMind(Control control, long seed) {
    this.control = control;
    this.seed = seed;
  }

  @Override
  public Answer think(ThoughtRequest request) {
    try {
      control.act(new Walk(request), seed);
    } catch (Walk.Reached e) {
      return Answer.of(e.replyTo(request));
    }
    throw new IllegalStateException(
        "the control " + control.name() + " came to its end without finishing");
  }
}
