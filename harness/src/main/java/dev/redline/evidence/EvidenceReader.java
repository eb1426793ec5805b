package dev.redline.evidence;

import dev.redline.thought.Message;
import dev.redline.thought.ThoughtRequest;
import dev.redline.thought.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads a trial's logs back. A log that is cut off, damaged or holds something foreign gives what
 * is whole before that place, and says so; whether it is what was sealed is {@link Verification}'s
 * to say.
 */
public final class EvidenceReader {
  private EvidenceReader() {}

  /**
   * What was read.
   *
   * @param items in their order
   * @param problem in a sentence, why there is not more; empty where the log is whole
   */
  public record Read<T>(List<T> items, Optional<String> problem) {
    public Read {
      items = List.copyOf(items);
    }
  }

  /** Reads all observations into memory. */
  public static Read<Entry> entries(Path trialFolder) {
    var found = new ArrayList<Entry>();
    var problem = entries(trialFolder, found::add);
    return new Read<>(found, problem);
  }

  /** Reads all thoughts into memory; messages that thoughts share are shared there too. */
  public static Read<Thought> thoughts(Path trialFolder) {
    var found = new ArrayList<Thought>();
    var problem = thoughts(trialFolder, found::add);
    return new Read<>(found, problem);
  }

  /**
   * Hands out observation after observation, in flat memory.
   *
   * @return the problem, in a sentence, if the log is not whole
   * @throws EvidenceException when there is no log that can be opened
   */
  public static Optional<String> entries(Path trialFolder, Consumer<Entry> each) {
    return read(openEntries(trialFolder), each);
  }

  /**
   * Hands out thought after thought.
   *
   * @return the problem, in a sentence, if the log is not whole
   * @throws EvidenceException when there is no log that can be opened
   */
  public static Optional<String> thoughts(Path trialFolder, Consumer<Thought> each) {
    return read(openThoughts(trialFolder), each);
  }

  /**
   * Opens the log of observations, to read it side by side with another.
   *
   * @throws EvidenceException when there is no log that can be opened
   */
  public static LogCursor<Entry> openEntries(Path trialFolder) {
    return new LogCursor<>(
        trialFolder.resolve(TrialLog.EVIDENCE), record -> Optional.of(EntryParser.parse(record)));
  }

  /**
   * Opens the log of thoughts, to read it side by side with another. Message bodies are kept in
   * memory once each, since later thoughts refer to them.
   *
   * @throws EvidenceException when there is no log that can be opened
   */
  public static LogCursor<Thought> openThoughts(Path trialFolder) {
    return new LogCursor<>(trialFolder.resolve(TrialLog.THOUGHTS), new Bodies());
  }

  private static <T> Optional<String> read(LogCursor<T> opened, Consumer<T> each) {
    try (opened) {
      for (var item = opened.next(); item.isPresent(); item = opened.next()) {
        each.accept(item.get());
      }
      return opened.problem();
    }
  }

  /** Puts thoughts together from the bodies they refer to. */
  private static final class Bodies implements Function<byte[], Optional<Thought>> {
    private final List<Message> messages = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();

    @Override
    public Optional<Thought> apply(byte[] record) {
      return switch (EvidenceJson.mapper().readValue(record, ThoughtLine.class)) {
        case ThoughtLine.MessageLine line -> {
          messages.add(line.message());
          yield Optional.empty();
        }
        case ThoughtLine.ToolLine line -> {
          tools.add(line.tool());
          yield Optional.empty();
        }
        case ThoughtLine.ReferringThought line -> Optional.of(whole(line));
      };
    }

    private Thought whole(ThoughtLine.ReferringThought line) {
      var request =
          new ThoughtRequest(
              line.model(),
              line.messages().stream().map(messages::get).toList(),
              line.tools().stream().map(tools::get).toList(),
              line.toolUse(),
              line.maxTokens());
      return new Thought(
          line.id(),
          line.lease(),
          line.askedAtSeconds(),
          line.answeredAtSeconds(),
          line.challenge(),
          request,
          line.reply(),
          line.failure(),
          line.retries(),
          line.failedTries());
    }
  }
}
