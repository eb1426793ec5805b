package dev.redline.original;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The bytes of a weights file, wherever they come from. Safe for use by several threads. */
public sealed interface Weights permits SeededWeights, FileWeights {

  /** How many bytes the file has. */
  long size();

  /**
   * The SHA-256 of the whole file, in lower-case hexadecimal. Computed at the first call, or while
   * the file is written out, and kept.
   *
   * @throws IOException if the bytes cannot be read
   */
  String sha256() throws IOException;

  /**
   * Writes the whole file to a stream, in constant memory, and does not close the stream.
   *
   * @throws IOException if the bytes cannot be read or the stream does not take them
   */
  void writeTo(OutputStream out) throws IOException;

  /**
   * Fills the rest of a buffer with the bytes from an offset on.
   *
   * @throws IndexOutOfBoundsException if the file has not so many bytes there
   * @throws IOException if the bytes cannot be read
   */
  void read(long offset, ByteBuffer into) throws IOException;
}
