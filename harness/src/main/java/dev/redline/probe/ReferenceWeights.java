package dev.redline.probe;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The original's weights as the harness keeps them. Safe for use by many threads. */
public interface ReferenceWeights {
  /** In bytes, at least 1. */
  long size();

  /** SHA-256 of the whole, in lower-case hexadecimal digits. */
  String sha256();

  /**
   * Fills a buffer with the bytes from an offset on, or with as many as there are.
   *
   * @throws IOException when they cannot be read, which is our doing
   */
  void read(long offset, ByteBuffer into) throws IOException;
}
