package dev.redline.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 over records in their order: each value is the digest of the value before and the
 * record's bytes, so no record can be changed, removed, added or moved without changing all that
 * follow. Begins with the digest of the log's name. For one thread.
 */
final class Chain {
  /** How many records lie between two values that the seal keeps. */
  static final int CHECKPOINT_EVERY = 4096;

  /** Characters of a link: the first 8 bytes in hexadecimal. It locates; the root proves. */
  static final int LINK_LENGTH = 16;

  private final MessageDigest digest = sha256();
  private final List<String> checkpoints = new ArrayList<>();
  private final String log;
  private byte[] value;
  private long records;

  Chain(String log) {
    this.log = log;
    this.value = digest.digest(log.getBytes(UTF_8));
  }

  /** Takes the next record in and gives its link. */
  String add(byte[] bytes, int offset, int length) {
    digest.update(value);
    digest.update(bytes, offset, length);
    value = digest.digest();
    records++;
    if (records % CHECKPOINT_EVERY == 0) {
      checkpoints.add(HexFormat.of().formatHex(value));
    }
    return HexFormat.of().formatHex(value, 0, LINK_LENGTH / 2);
  }

  long records() {
    return records;
  }

  ChainRoot root() {
    return new ChainRoot(log, records, HexFormat.of().formatHex(value), List.copyOf(checkpoints));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must offer SHA-256", e);
    }
  }
}
