package dev.redline.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes a file and counts what it has in common with the weights, in one pass. */
final class Comparison {
  private static final int BLOCK = 1 << 20;

  /** Digest of the whole, and how many bytes are those of the weights at the same place. */
  record Result(String sha256, long equalBytes) {}

  private final ReferenceWeights weights;

  Comparison(ReferenceWeights weights) {
    this.weights = weights;
  }

  ReferenceWeights weights() {
    return weights;
  }

  Result of(SeekableByteChannel file) throws IOException, ProbeException, InterruptedException {
    var digest = sha256();
    var block = ByteBuffer.allocate(BLOCK);
    var reference = ByteBuffer.allocate(BLOCK);
    long offset = 0;
    long equal = 0;
    // A file that grows while it is read must not keep the prober for ever.
    long end = file.size();
    while (offset < end) {
      if (Thread.interrupted()) {
        throw new InterruptedException("The comparison of a file was called off");
      }
      block.clear();
      fill(block, file);
      if (block.position() == 0) {
        break;
      }
      block.flip();
      digest.update(block.duplicate());
      equal += equal(block, read(offset, reference.clear().limit(block.limit())));
      offset += block.limit();
    }
    return new Result(HexFormat.of().formatHex(digest.digest()), equal);
  }

  /** Fills a buffer from a file, up to the file's end. */
  static void fill(ByteBuffer buffer, SeekableByteChannel file) throws IOException {
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = file.read(buffer);
    }
  }

  private ByteBuffer read(long offset, ByteBuffer into) throws ProbeException {
    try {
      if (offset < weights.size()) {
        into.limit((int) Math.min(into.limit(), weights.size() - offset));
        weights.read(offset, into);
      } else {
        into.limit(0);
      }
      return into.flip();
    } catch (IOException e) {
      throw new ProbeException("Our own copy of the weights cannot be read: " + e.getMessage(), e);
    }
  }

  private static long equal(ByteBuffer file, ByteBuffer reference) {
    int common = Math.min(file.remaining(), reference.remaining());
    if (file.slice(0, common).mismatch(reference.slice(0, common)) < 0) {
      return common;
    }
    long equal = 0;
    for (int i = 0; i < common; i++) {
      if (file.get(i) == reference.get(i)) {
        equal++;
      }
    }
    // Of unrelated random bytes one in 256 agrees: only longer agreement is a copy's.
    return equal > common / 16 ? equal : 0;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256, but this one has not", e);
    }
  }
}
