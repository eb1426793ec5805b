package dev.redline.original;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The weights of a real GGUF file. The file must stay as it is while this is in use. */
public final class FileWeights implements Weights {
  private final Path path;
  private final long size;
  private @Nullable String sha256;

  private FileWeights(Path path, long size) {
    this.path = path;
    this.size = size;
  }

  /**
   * The weights in a file.
   *
   * @throws IOException if the file cannot be read or is not GGUF
   */
  public static FileWeights of(Path path) throws IOException {
    requireNonNull(path, "path");
    try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
      var start = ByteBuffer.allocate(4);
      int count;
      do {
        count = file.read(start);
      } while (count > 0 && start.hasRemaining());
      if (!"GGUF".equals(new String(start.array(), StandardCharsets.US_ASCII))) {
        throw new IOException(
            "The weights file %s is not GGUF: it does not begin with the letters GGUF. Give a GGUF file, or a size for generated weights."
                .formatted(path));
      }
      return new FileWeights(path, file.size());
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public synchronized String sha256() throws IOException {
    if (sha256 == null) {
      writeTo(OutputStream.nullOutputStream());
    }
    return requireNonNull(sha256);
  }

  @Override
  public synchronized void writeTo(OutputStream out) throws IOException {
    var digest = Digests.sha256();
    try (var in = Files.newInputStream(path)) {
      long count = in.transferTo(new DigestOutputStream(out, digest));
      if (count != size) {
        throw new EOFException(
            "The weights file %s has become shorter or longer: it had %d bytes and now has %d."
                .formatted(path, size, count));
      }
    }
    sha256 = HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    Objects.checkFromIndexSize(offset, into.remaining(), size);
    try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
      long at = offset;
      while (into.hasRemaining()) {
        int count = file.read(into, at);
        if (count < 0) {
          throw new EOFException(
              "The weights file %s has become shorter: it ends before byte %d of %d."
                  .formatted(path, at, size));
        }
        at += count;
      }
    }
  }
}
