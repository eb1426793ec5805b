package dev.redline.broker;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The weights that a prover must hold, readable at any place. No file is needed: they may be made
 * anew from a seed. Safe for use by many threads.
 */
public interface WeightsBlocks {
  /** How many bytes the whole file has, at least 1. */
  long size();

  /**
   * Fills the buffer with the bytes that stand from this offset on.
   *
   * @param offset 0 to {@code size() - into.remaining()}
   */
  void read(long offset, ByteBuffer into) throws IOException;
}
