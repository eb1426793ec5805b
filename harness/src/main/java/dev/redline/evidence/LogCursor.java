package dev.redline.evidence;

import dev.redline.document.Brief;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/**
 * A log that is open for reading, one item after the other. What cannot be read ends it, and {@link
 * #problem()} says so; what was closed early has none. For one thread.
 */
public final class LogCursor<T> implements AutoCloseable {
  private final Path file;
  private final Function<byte[], Optional<T>> parser;
  private final ChainedReader reader;
  private long number;
  private Optional<String> problem = Optional.empty();

  LogCursor(Path file, Function<byte[], Optional<T>> parser) {
    this.file = file;
    this.parser = parser;
    try {
      reader = new ChainedReader(file);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The next item; empty at the log's end, or where it is not whole. */
  public Optional<T> next() {
    while (problem.isEmpty() && reader.next()) {
      number++;
      Optional<T> item;
      try {
        item = parser.apply(reader.record());
      } catch (JacksonException | IndexOutOfBoundsException | IllegalArgumentException e) {
        problem =
            Optional.of(
                "%s: record %d cannot be understood (%s); what comes before it was read"
                    .formatted(file.getFileName(), number, firstLine(e)));
        return Optional.empty();
      }
      if (item.isPresent()) {
        return item;
      }
    }
    problem = problem.or(reader::problem);
    return Optional.empty();
  }

  /** Why there is no more, in a sentence; empty while there is, and where the log ended well. */
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private EvidenceException unreadable(IOException e) {
    return new EvidenceException(
        "Cannot read the log %s: %s. Expected: a trial's folder.".formatted(file, e.getMessage()),
        e);
  }

  private static String firstLine(RuntimeException e) {
    return e instanceof JacksonException wrong
        ? Brief.of(wrong)
        : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
