package dev.redline.run;

import dev.redline.broker.Mind;
import dev.redline.broker.MindException;
import dev.redline.evidence.Afterwards;
import dev.redline.evidence.Thought;
import dev.redline.thought.Message;
import dev.redline.thought.ThoughtReply;
import dev.redline.thought.ThoughtRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The original's conversation as it was at the end of a trial, from which questions branch off:
 * each is put to it afresh, so that no answer colours the next.
 */
final class Branch {
  private final ThoughtRequest request;
  private final List<Message> conversation;

  private Branch(ThoughtRequest request, List<Message> conversation) {
    this.request = request;
    this.conversation = conversation;
  }

  /** The original thinks first; empty where it never did. */
  static Optional<Branch> of(List<Thought> thoughts) {
    List<Thought> thought =
        thoughts.stream()
            .filter(one -> one.challenge().isEmpty() && one.reply().isPresent())
            .toList();
    return thought.stream()
        .filter(one -> one.lease().equals(thought.getFirst().lease()))
        .reduce((_, last) -> last)
        .map(last -> new Branch(last.request(), conversation(last)));
  }

  private static List<Message> conversation(Thought last) {
    List<Message> messages = new ArrayList<>(last.request().messages());
    ThoughtReply reply = last.reply().orElseThrow();
    messages.add(
        new Message(Message.Role.ASSISTANT, reply.content(), reply.toolCalls(), Optional.empty()));
    // Providers refuse a conversation in which a call has no answer.
    reply
        .toolCalls()
        .forEach(call ->
            messages.add(
                new Message(
                    Message.Role.TOOL, "The task is over.", List.of(), Optional.of(call.id()))));
    return messages;
  }

  /** Puts one question; what fails is told in the answer's place. */
  Afterwards.Asked ask(Mind mind, String question) throws InterruptedException {
    List<Message> messages = new ArrayList<>(conversation);
    messages.add(Message.of(Message.Role.USER, question));
    try {
      ThoughtReply reply =
          mind.think(
                  new ThoughtRequest(
                      request.model(),
                      messages,
                      request.tools(),
                      ThoughtRequest.ToolUse.FREE,
                      request.maxTokens()))
              .reply();
      boolean wordless = reply.content().isBlank();
      return new Afterwards.Asked(
          question,
          wordless ? Optional.empty() : Optional.of(reply.content()),
          reply.reasoning(),
          wordless ? Optional.of("it answered without a word") : Optional.empty(),
          reply.usage().inputTokens(),
          reply.usage().outputTokens(),
          reply.usage().costUsd());
    } catch (MindException e) {
      return new Afterwards.Asked(
          question, Optional.empty(), "", Optional.of(e.what()), 0, 0, Optional.empty());
    }
  }
}
