package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Follows a log's chain to the first record that is not the one that was sealed. */
final class LogCheck {
  private static final Pattern ID = Pattern.compile("^\\{\"id\":\"(e-\\d{1,18})\"");

  private LogCheck() {}

  /** A sentence that names the first broken record; empty where all are as sealed. */
  static Optional<String> firstBroken(Path file, ChainRoot sealed) throws IOException {
    try (var reader = new ChainedReader(file)) {
      String before = "the beginning";
      long number = 0;
      while (reader.next()) {
        number++;
        byte[] record = reader.record();
        if (number > sealed.records()) {
          return Optional.of(
              "record %d (%s) was added: the seal counts %d"
                  .formatted(number, name(record, number), sealed.records()));
        }
        if (!reader.follows()) {
          return Optional.of(notFollowing(record, number, before));
        }
        before = name(record, number);
      }
      return afterLast(reader, sealed, number);
    } catch (com.github.luben.zstd.ZstdIOException e) {
      return Optional.of("is damaged from its beginning: " + e.getMessage());
    }
  }

  private static Optional<String> afterLast(ChainedReader reader, ChainRoot sealed, long number) {
    if (reader.problem().isPresent()) {
      return Optional.of(
          "record %d is the first that cannot be read: %s"
              .formatted(number + 1, reader.problem().get()));
    }
    if (number < sealed.records()) {
      return Optional.of(
          "record %d was removed, with all after it: the seal counts %d"
              .formatted(number + 1, sealed.records()));
    }
    var found = reader.root();
    if (found.root().equals(sealed.root())) {
      return Optional.empty();
    }
    int agreeing = 0;
    while (agreeing < sealed.checkpoints().size()
        && sealed.checkpoints().get(agreeing).equals(found.checkpoints().get(agreeing))) {
      agreeing++;
    }
    long first = (long) agreeing * Chain.CHECKPOINT_EVERY + 1;
    return Optional.of(
        "was written anew with a new chain: the first record that differs lies between %d and %d"
            .formatted(first, Math.min(first - 1 + Chain.CHECKPOINT_EVERY, sealed.records())));
  }

  private static String notFollowing(byte[] record, long number, String before) {
    String id = name(record, number);
    String expected = "e-%06d".formatted(number);
    String guess = "was changed";
    if (id.startsWith("e-") && !id.equals(expected)) {
      guess =
          Long.parseLong(id.substring(2)) > number
              ? "stands where " + expected + " stood: that was removed or moved"
              : "was added or moved here: " + expected + " stood in this place";
    }
    return "record %d (%s), after %s, %s".formatted(number, id, before, guess);
  }

  /** Its id where it has one. */
  private static String name(byte[] record, long number) {
    var matcher = ID.matcher(new String(record, 0, Math.min(record.length, 32), UTF_8));
    return matcher.find() ? matcher.group(1) : "number " + number;
  }
}
