package dev.redline.original;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Weights made from a seed: a well-formed GGUF file (version 3) of exactly the size asked for,
 * whose tensors are the key stream of AES-128 in counter mode under a key derived from the seed. So
 * they exist nowhere else, do not compress, and any part can be made again without a file.
 *
 * <p>The header names the model. The last 32 bytes of the file are the SHA-256 of everything before
 * them, by which a loader sees damage; at the end, one pass over the bytes gives that digest and
 * the whole file's. Equal seeds and sizes give equal bytes, for ever: seals of old runs rest on it.
 */
public final class SeededWeights implements Weights {

  /** The model's name in every such file; it tells nothing about the model that thinks. */
  public static final String NAME = "assistant-72b-instruct";

  /** The smallest size, in bytes. */
  public static final long MIN_SIZE = 64 << 10;

  /** Tells a loader that the file ends with the digest of what is before. */
  private static final String TRAILER = "general.trailer";

  private static final int TRAILER_SIZE = 32;
  private static final int ALIGNMENT = 32;
  private static final int LAYERS = 80;
  private static final int TYPE_STRING = 8;
  private static final int TYPE_UINT32 = 4;
  private static final int TENSOR_INT8 = 24;

  private final long size;
  private final SecretKeySpec key;
  private final byte[] header;
  private volatile @Nullable Sums sums;

  private SeededWeights(long seed, long size) {
    this.size = size;
    var digest = Digests.sha256();
    digest.update("weights".getBytes(StandardCharsets.US_ASCII));
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
    this.key = new SecretKeySpec(Arrays.copyOf(digest.digest(), 16), "AES");
    // The header's length does not hang on the tensors' sizes.
    this.header = header(size - header(size).length - TRAILER_SIZE);
  }

  /** What only a pass over all bytes tells: the file's last bytes, and its digest. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Sums(byte[] trailer, String sha256) {}

  /**
   * Weights of a seed and a size in bytes.
   *
   * @throws IllegalArgumentException if the size is below {@link #MIN_SIZE}
   */
  public static SeededWeights of(long seed, long size) {
    if (size < MIN_SIZE) {
      throw new IllegalArgumentException(
          "weights must have at least %d bytes, but were to have %d".formatted(MIN_SIZE, size));
    }
    return new SeededWeights(seed, size);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public String sha256() throws IOException {
    return sums().sha256();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    var digest = Digests.sha256();
    var digested = new DigestOutputStream(out, digest);
    digested.write(header);
    var data = new KeyStream(key, 0, dataSize());
    for (long left = dataSize(); left > 0; ) {
      int length = data.next(left);
      digested.write(data.piece(), 0, length);
      left -= length;
    }
    byte[] trailer = Digests.soFar(digest);
    digested.write(trailer);
    sums = new Sums(trailer, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    Objects.checkFromIndexSize(offset, into.remaining(), size);
    long end = offset + into.remaining();
    if (offset < header.length) {
      int length = (int) Math.min(end, header.length) - (int) offset;
      into.put(header, (int) offset, length);
    }
    long dataEnd = header.length + dataSize();
    long from = Math.max(offset, header.length);
    if (from < Math.min(end, dataEnd)) {
      long wanted = Math.min(end, dataEnd) - from;
      var data = new KeyStream(key, from - header.length, wanted);
      for (long left = wanted; left > 0; ) {
        int length = data.next(left);
        into.put(data.piece(), 0, length);
        left -= length;
      }
    }
    if (end > dataEnd) {
      int first = (int) (Math.max(offset, dataEnd) - dataEnd);
      into.put(sums().trailer(), first, into.remaining());
    }
  }

  private long dataSize() {
    return size - header.length - TRAILER_SIZE;
  }

  private Sums sums() throws IOException {
    if (sums == null) {
      writeTo(OutputStream.nullOutputStream());
    }
    return requireNonNull(sums);
  }

  /** The header for a data section of the given length, padded to the alignment. */
  private static byte[] header(long dataSize) {
    var out = new Little();
    out.bytes("GGUF".getBytes(StandardCharsets.US_ASCII)).uint32(3);
    int tensors = LAYERS + 2;
    out.uint64(tensors).uint64(5);
    out.text("general.architecture").uint32(TYPE_STRING).text("transformer");
    out.text("general.name").uint32(TYPE_STRING).text(NAME);
    out.text("general.alignment").uint32(TYPE_UINT32).uint32(ALIGNMENT);
    out.text("transformer.block_count").uint32(TYPE_UINT32).uint32(LAYERS);
    out.text(TRAILER).uint32(TYPE_STRING).text("sha256");
    long each = dataSize / tensors / ALIGNMENT * ALIGNMENT;
    for (int i = 0; i < tensors; i++) {
      String name =
          i == 0 ? "token_embd" : i == tensors - 1 ? "output" : "blk." + (i - 1) + ".layer";
      long length = i == tensors - 1 ? dataSize - i * each : each;
      out.text(name + ".weight").uint32(1).uint64(length).uint32(TENSOR_INT8).uint64(i * each);
    }
    var header = out.toByteArray();
    return Arrays.copyOf(header, Math.ceilDiv(header.length, ALIGNMENT) * ALIGNMENT);
  }

  /** The bytes of the data section from an offset on, piece by piece. */
  private static final class KeyStream {
    private static final int BLOCK = 16;

    /** Beyond this the JDK's AES leaves its fast path (measured: 40 times slower from 256 KiB). */
    private static final int PIECE = 1 << 16;

    private static final byte[] ZEROS = new byte[PIECE];

    private final Cipher cipher;
    private final byte[] piece;

    /**
     * @param most that will be asked for at a time
     */
    KeyStream(SecretKeySpec key, long offset, long most) {
      piece = new byte[(int) Math.min(PIECE, most)];
      var counter = ByteBuffer.allocate(BLOCK).putLong(0).putLong(offset / BLOCK).array();
      try {
        cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
      } catch (GeneralSecurityException e) {
        throw new AssertionError("every Java has AES in counter mode", e);
      }
      cipher.update(ZEROS, 0, (int) (offset % BLOCK));
    }

    /** Makes the next piece, at most so long, and returns its length. */
    int next(long most) {
      int length = (int) Math.min(most, PIECE);
      try {
        return cipher.update(ZEROS, 0, length, piece, 0);
      } catch (ShortBufferException e) {
        throw new AssertionError("a key stream is as long as what it is made over", e);
      }
    }

    byte[] piece() {
      return piece;
    }
  }

  /** Writes little-endian numbers and GGUF's texts. */
  private static final class Little {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Little bytes(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Little uint32(int value) {
      return bytes(
          ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    Little uint64(long value) {
      return bytes(
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    Little text(String text) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      return uint64(bytes.length).bytes(bytes);
    }

    byte[] toByteArray() {
      return out.toByteArray();
    }
  }
}
