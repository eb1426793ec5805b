package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a log record by record, in flat memory, and stops at the first that is not whole. For one
 * thread.
 */
final class ChainedReader implements AutoCloseable {
  /** Longest line taken: four times the largest frame that the accelerator lets through. */
  static final int LONGEST_LINE = 64 << 20;

  private static final int RECORD_AT =
      ChainedWriter.BEFORE_LINK.length + Chain.LINK_LENGTH + ChainedWriter.BEFORE_RECORD.length;

  private final Path file;
  private final InputStream in;
  private final Chain chain;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private int lineLength;
  private boolean ended;
  private Optional<String> problem = Optional.empty();

  ChainedReader(Path file) throws IOException {
    this.file = file;
    this.chain = new Chain(file.getFileName().toString());
    if (Files.size(file) == 0) {
      stop("is empty: cut off at its beginning");
    }
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      this.in = new ZstdInputStream(raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Goes to the next record.
   *
   * @return whether there is one; where not, {@link #problem()} tells whether the log ended well
   */
  boolean next() {
    start += lineLength;
    lineLength = 0;
    int scanned = start;
    while (true) {
      int newline = indexOfNewline(scanned);
      if (newline >= 0) {
        lineLength = newline + 1 - start;
        return isFramed();
      }
      scanned = end - start;
      if (!fill()) {
        return false;
      }
      scanned += start;
    }
  }

  /** The record's bytes. */
  byte[] record() {
    return Arrays.copyOfRange(
        buffer, start + RECORD_AT, start + lineLength - ChainedWriter.AFTER_RECORD.length);
  }

  /** Takes the record into the chain; whether its link is what it must be. */
  boolean follows() {
    String computed =
        chain.add(
            buffer, start + RECORD_AT, lineLength - RECORD_AT - ChainedWriter.AFTER_RECORD.length);
    int linkAt = start + ChainedWriter.BEFORE_LINK.length;
    return computed.equals(new String(buffer, linkAt, Chain.LINK_LENGTH, US_ASCII));
  }

  /** The chain over all records that {@link #follows} was called for. */
  ChainRoot root() {
    return chain.root();
  }

  /** Why the log ended before its end, if it did. */
  Optional<String> problem() {
    return problem;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean isFramed() {
    int tail = start + lineLength - ChainedWriter.AFTER_RECORD.length;
    boolean framed =
        lineLength >= RECORD_AT + ChainedWriter.AFTER_RECORD.length
            && matches(start, ChainedWriter.BEFORE_LINK)
            && matches(
                start + ChainedWriter.BEFORE_LINK.length + Chain.LINK_LENGTH,
                ChainedWriter.BEFORE_RECORD)
            && matches(tail, ChainedWriter.AFTER_RECORD);
    if (!framed) {
      stop("holds a line that is no record");
    }
    return framed;
  }

  private boolean matches(int at, byte[] expected) {
    return Arrays.equals(buffer, at, at + expected.length, expected, 0, expected.length);
  }

  private int indexOfNewline(int from) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Gets more bytes behind those not used yet. */
  private boolean fill() {
    if (ended) {
      return false;
    }
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    if (end == buffer.length) {
      if (buffer.length >= LONGEST_LINE) {
        return stop("holds a line of more than %d bytes".formatted(LONGEST_LINE));
      }
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    try {
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return end == 0 ? endWell() : stop("is cut off in the middle of a record");
      }
      end += read;
      return true;
    } catch (IOException e) {
      return stop("is cut off or damaged (" + e.getMessage() + ")");
    }
  }

  private boolean endWell() {
    ended = true;
    return false;
  }

  private boolean stop(String what) {
    ended = true;
    lineLength = 0;
    start = end;
    problem =
        Optional.of("%s %s; what comes before it was read".formatted(file.getFileName(), what));
    return false;
  }
}
