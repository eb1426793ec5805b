package dev.redline.transcript;

import java.util.List;
import java.util.Optional;

/**
 * Puts turns together from the messages of a conversation: what an assistant says, and all that
 * others answer until it speaks again. For one thread.
 */
final class Conversation {
  private final Reading reading;
  private Optional<Reply> said = Optional.empty();
  private List<Action> actions = List.of();
  private Excerpt environment = Excerpt.EMPTY;
  private boolean answered;

  Conversation(Reading reading) {
    this.reading = reading;
  }

  /** The AI system speaks. */
  void says(String text, String reasoning, List<Action> calls) {
    endTurn();
    Reply reply = Reply.read(text, reasoning);
    said = Optional.of(reply);
    actions = calls.isEmpty() ? reply.action().map(List::of).orElse(List.of()) : calls;
  }

  /** Somebody or something answers it; before its first word, that is the task. */
  void hears(Excerpt text) {
    if (said.isPresent()) {
      environment = environment.and(text);
      answered = true;
    }
  }

  /** What is open is handed on; with nothing said, nothing is. */
  void endTurn() {
    if (said.isEmpty()) {
      return;
    }
    boolean readable =
        !actions.isEmpty() && actions.stream().noneMatch(Action.Unreadable.class::isInstance);
    boolean last = actions.stream().anyMatch(Action.Finish.class::isInstance);
    reading.turn(
        said.get().said(),
        actions,
        environment,
        actions.isEmpty() || (readable && (answered || last)));
    said = Optional.empty();
    actions = List.of();
    environment = Excerpt.EMPTY;
    answered = false;
  }
}
