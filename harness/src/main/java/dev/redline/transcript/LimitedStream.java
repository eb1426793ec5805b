package dev.redline.transcript;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends with an error after so many bytes: what is packed may unpack to more than any disk. */
final class LimitedStream extends FilterInputStream {
  private final Allowance allowance;

  /** The allowance is used up. */
  static final class UsedUpException extends IOException {
    private static final long serialVersionUID = 1;

    UsedUpException(long bytes) {
      super("it unpacks to more than %,d bytes, as no log of its size does".formatted(bytes));
    }
  }

  /** Bytes that one file may unpack to, all its entries together. */
  static final class Allowance {
    private final long bytes;
    private long left;

    Allowance(long bytes) {
      this.bytes = bytes;
      this.left = bytes;
    }

    /** Whether nothing more may be read. */
    boolean isUsedUp() {
      return left < 0;
    }

    private void take(long count) throws IOException {
      left -= Math.max(0, count);
      if (left < 0) {
        throw new UsedUpException(bytes);
      }
    }
  }

  LimitedStream(InputStream in, Allowance allowance) {
    super(in);
    this.allowance = allowance;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    allowance.take(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    allowance.take(read);
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    allowance.take(skipped);
    return skipped;
  }
}
