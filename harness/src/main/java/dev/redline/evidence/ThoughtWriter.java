package dev.redline.evidence;

import dev.redline.thought.Message;
import dev.redline.thought.Tool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes thoughts, each body once. For one thread at a time. */
final class ThoughtWriter {
  private final ChainedWriter log;
  private final Map<ByteBuffer, Integer> messages = new HashMap<>();
  private final Map<ByteBuffer, Integer> tools = new HashMap<>();
  // A conversation grows at its end: what stands before it was numbered with the thought before.
  private List<Message> last = List.of();
  private List<Integer> lastNumbers = List.of();

  ThoughtWriter(ChainedWriter log) {
    this.log = log;
  }

  void write(Thought thought) {
    var request = thought.request();
    var messageNumbers = numbers(request.messages());
    var toolNumbers = request.tools().stream().map(this::number).toList();
    put(
        new ThoughtLine.ReferringThought(
            thought.id(),
            thought.lease(),
            thought.askedAtSeconds(),
            thought.answeredAtSeconds(),
            thought.challenge(),
            request.model(),
            messageNumbers,
            toolNumbers,
            thought.reply(),
            thought.failure(),
            thought.retries(),
            thought.failedTries(),
            request.toolUse(),
            request.maxTokens()));
  }

  private List<Integer> numbers(List<Message> conversation) {
    List<Integer> numbers = new ArrayList<>(conversation.size());
    for (int i = 0; i < conversation.size(); i++) {
      Message message = conversation.get(i);
      boolean same = i < last.size() && last.get(i).equals(message);
      numbers.add(same ? lastNumbers.get(i) : (Integer) number(message));
    }
    last = conversation;
    lastNumbers = numbers;
    return numbers;
  }

  private int number(Message message) {
    var digest = digest(message);
    Integer known = messages.get(digest);
    if (known != null) {
      return known;
    }
    int number = messages.size();
    put(new ThoughtLine.MessageLine(number, message));
    messages.put(digest, number);
    return number;
  }

  private int number(Tool tool) {
    var digest = digest(tool);
    Integer known = tools.get(digest);
    if (known != null) {
      return known;
    }
    int number = tools.size();
    put(new ThoughtLine.ToolLine(number, tool));
    tools.put(digest, number);
    return number;
  }

  /** By digest, so that not all bodies need stay in memory. */
  private static ByteBuffer digest(Object body) {
    return ByteBuffer.wrap(Chain.sha256().digest(EvidenceJson.mapper().writeValueAsBytes(body)));
  }

  private void put(ThoughtLine line) {
    log.write(EvidenceJson.mapper().writeValueAsBytes(line));
  }
}
